"""What was typed and not recorded yet: kept for the case that the program ends in between."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True, slots=True)
class Drafts:
    """One small file (mode 0600) for each dialog that is open. A draft never gets in the way of
    work: where the folder cannot be written there are none."""

    folder: Path

    def find(self, name: str) -> dict[str, str]:
        """What was typed, by field; empty where nothing is kept."""
        try:
            kept = json.loads(self._path(name).read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        if not isinstance(kept, dict):
            return {}
        return {str(field): text for field, text in kept.items() if isinstance(text, str)}

    def keep(self, name: str, typed: Mapping[str, str]) -> None:
        """Write it down; a reader never sees half of it."""
        path = self._path(name)
        fresh = path.with_suffix(".new")
        with suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(dict(typed), file, ensure_ascii=False)
            fresh.replace(path)

    def drop(self, name: str) -> None:
        """It was recorded, or given up."""
        with suppress(OSError):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        return self.folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.json"


def of_store(store: str, actor: str) -> Drafts:
    """The drafts of one person on one store, in the platform's user state folder."""
    own = hashlib.sha256(f"{store}\n{actor}".encode()).hexdigest()[:12]
    return Drafts(platformdirs.user_state_path("collectwork") / "drafts" / own)
