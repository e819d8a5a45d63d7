"""Saved profiles: what a person confirmed about files with certain headings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Profile:
    """``values``: what the reader takes as ``ReadOptions.profile``. ``fault``: why the file of
    that name cannot be used; the values are empty then."""

    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    file: str = ""
    fault: str = ""

    @property
    def header(self) -> str:
        """The signature of the headings it was made for; empty where it has none."""
        return str(self.values.get("header") or "")
