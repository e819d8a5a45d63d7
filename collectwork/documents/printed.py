"""The print room: a day's letters as a folder, which is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

from collectwork.domain.mail import Delivered

REGISTER = "register.csv"


class PrintRoom:
    """Letters leave in batches, by ``usecases.channels.printing``; a letter's reference is the
    folder of its batch. This tells afterwards whether that folder was written."""

    name = "letters"

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        """There are no drafts of one letter."""
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        """No letter leaves by itself."""
        words = "letters leave in batches: collectwork letters print"
        return Delivered(ok=False, later=True, words=words)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        """Printed if the batch's folder is there and its register names the letter; nobody knows
        where the place that it was to be written to is not there."""
        if reference is None:
            return False
        folder = Path(reference)
        try:
            if not folder.parent.is_dir():
                return None
            if not folder.is_dir():
                return False
            return message_id in (folder / REGISTER).read_text("utf-8")
        except OSError:
            return None
