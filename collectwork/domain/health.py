"""What a check-up finds: one value per thing looked at, with what to do about it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """``ok`` False means something does not work; a remark is ok with a remedy."""

    check: str
    ok: bool
    detail: str
    remedy: str = ""
