"""What is wrong with a template, and where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """``line`` and ``column`` count from 1; ``level`` "error" refuses the template, "warning" is a
    remark on its tone or on what it lacks."""

    file: str
    line: int
    column: int
    message: str
    level: Literal["error", "warning"] = "error"
    template: str = ""
    language: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message}"
