"""The tables of the import screen: how a file is read, and what came of it."""

from __future__ import annotations

from collectwork.analytics.figures import Listing
from collectwork.domain.ledger import ImportReport
from collectwork.present import preview as shows
from collectwork.screens.importing import changing
from collectwork.usecases import previewing
from collectwork.usecases.previewing import Preview


def of_preview(shown: Preview) -> list[Listing]:
    """What each column means and how the file is read; its first rows, where it can be."""
    seen, report = shown.seen, shown.report
    tables = [
        shows.meanings(seen.headings, previewing.shown_parts(seen), seen.samples),
        shows.said(changing.said_now(shown)),
    ]
    if report is not None:
        tables += [shows.first_rows(shown.columns, shown.rows), *of_report(report)]
    return tables


def of_report(report: ImportReport) -> list[Listing]:
    """What was found worth saying, and the rows that are left out."""
    aside = [shows.set_aside(report)] if report.set_aside else []
    return [shows.notes(report), *aside]
