"""Saved profiles, as use cases know them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from collectwork.domain.ledger import ReadOptions
from collectwork.domain.profiles import Profile
from collectwork.domain.recognised import Recognised


class Profiles(Protocol):
    """``collectwork.config.profiles``: a folder of TOML files."""

    def all(self) -> Sequence[Profile]:
        """Every profile by name; those that cannot be used say why (``fault``)."""
        ...

    def find(self, name: str) -> Profile:
        """The profile of that name; ConfigRefused where there is none or it is wrong."""
        ...

    def check_name(self, name: str) -> None:
        """InputRefused where no profile can bear that name."""
        ...

    def save(self, profile: Profile) -> Profile:
        """Write it, in place of one of that name; returns it with its file."""
        ...


class Recogniser(Protocol):
    """``collectwork.intake.recognise``: a first look at a file."""

    def __call__(
        self, path: Path, options: ReadOptions, known: Sequence[str] = ()
    ) -> Recognised: ...
