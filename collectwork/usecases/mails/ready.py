"""What composing a mail needs for the first time, loaded beforehand: a second or two on a slow
machine, in which the dialog would not open."""

from __future__ import annotations

from collectwork.domain.calendar import is_business_day
from collectwork.usecases.desk import Desk


def get_ready(desk: Desk) -> None:
    """Holidays, templates and the writer of PDFs; what fails here fails again, and is told, when it
    is needed."""
    is_business_day(desk.today, desk.holidays)
    for name in desk.templates.names():
        for language in desk.templates.languages(name):
            desk.templates.about(name, language or "en")
    desk.documents.get_ready()
