"""The cover statement of a hand-over file: what is claimed, from whom, and what the file holds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.domain.money import spoken
from collectwork.present.sentences import grouped

MOST_ITEMS = 400  # on paper; the list of claims holds all


def cover_pdf(values: Mapping[str, Any]) -> bytes:
    """PDF bytes of ``values``: number, name, country, today, as_of (dates), made (aware), sender,
    law, totals (rows of totals.csv), items (document, due, Money), contacts, missing (texts),
    promises, broken, disputes (counts)."""
    from collectwork.documents.paper import Paper

    title = f"Hand-over {values['number']}"
    paper = Paper(title, f"{values['name']} · {values['number']}", "page", values["made"])
    paper.line_of(values["sender"], 9, grey=True)
    paper.ln(3)
    paper.heading("Hand-over of claims")
    paper.line_of(f"{values['name']}", 11, bold=True)
    paper.line_of(
        " · ".join(
            part
            for part in (
                f"account {values['number']}",
                values["country"],
                f"as of {values['today'].isoformat()}",
                f"ledger of {values['as_of'].isoformat()}" if values["as_of"] else "",
            )
            if part
        ),
        grey=True,
    )
    paper.ln(3)
    _totals(paper, values["totals"])
    paper.ln(2)
    paper.line_of(f"Statutory interest: {values['law']}. Figures are computed, not booked.", 8)
    for sentence in values["missing"]:
        paper.line_of(f"No interest where there is {sentence}.", 8)
    paper.line_of(
        f"Promises {values['promises']}, of these broken {values['broken']}; "
        f"open disputes {values['disputes']}.",
        8,
    )
    for contact in values["contacts"][:20]:
        paper.line_of(f"Contact: {contact}", 8)
    paper.ln(3)
    _items(paper, values["items"])
    paper.ln(3)
    paper.line_of(
        "Beside this page: claims, totals, interest with its derivation, debtor, contacts, "
        "history, promises, disputes, the statement of account and the mails as they were sent. "
        "manifest.json holds the SHA-256 of every file.",
        8,
        grey=True,
    )
    return paper.finished()


def _totals(paper: Any, totals: Sequence[Mapping[str, Any]]) -> None:
    head = ["", "open", "interest", "fixed sums", "fees", "unapplied"]
    names = ("open", "interest", "fixed_sums", "fees", "unapplied_credits_and_cash")
    rows = [[row["currency"], *(grouped(str(row[name])) for name in names)] for row in totals]
    paper.rows(head, rows, (14, 32, 32, 32, 32, 32), ("LEFT", *(["RIGHT"] * 5)))


def _items(paper: Any, items: Sequence[tuple[str, Any, Any]]) -> None:
    rows = [
        [document, due.isoformat() if due else "", spoken(money.minor, money.currency)]
        for document, due, money in items[:MOST_ITEMS]
    ]
    paper.rows(["invoice", "due", "open"], rows, (80, 40, 54), ("LEFT", "LEFT", "RIGHT"))
    if len(items) > MOST_ITEMS:
        paper.line_of(f"{len(items) - MOST_ITEMS:,} more are in claims.csv.", 8, grey=True)
