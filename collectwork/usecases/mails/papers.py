"""What goes along with a letter: the statement of account and copies of invoices, as much as fits
into one mail; the rest follows in further ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from collectwork.domain.copies import WHY, Copy, Wanted
from collectwork.domain.customers import Customer
from collectwork.domain.filenames import safe_name
from collectwork.domain.mail import Attachment, Letter, TemplateAbout
from collectwork.domain.money import Money
from collectwork.domain.parts import largest_file, parts
from collectwork.domain.receivables import Item
from collectwork.present.letters import covering, numbered
from collectwork.usecases.desk import Desk
from collectwork.usecases.mails.listed import as_values

MOST_NAMED = 5  # in one sentence
_GROWS = 3  # a sign of the text takes so many bytes at most, where it is written out as =C3


@dataclass(frozen=True, slots=True)
class Papers:
    """The files of the first mail, those of further ones, and what a person is told of them."""

    first: tuple[Attachment, ...] = ()
    further: tuple[tuple[Attachment, ...], ...] = ()
    said: tuple[str, ...] = ()


def papers(
    desk: Desk,
    about: TemplateAbout,
    customer: Customer,
    listed: Sequence[Item],
    statement: Mapping[str, Any],
    words: int,
) -> Papers:
    """The attachments that a template asks for. ``statement``: values of ``documents.statement``;
    ``words``: how long the mail's own text is."""
    room = desk.policy.mail_largest
    written = words * _GROWS
    largest = largest_file(room, written)
    files: list[Attachment] = []
    said: list[str] = []
    if about.attach in ("statement", "all"):
        content = desk.documents.statement(statement)
        name = safe_name(f"statement-{customer.number}-{desk.today.isoformat()}.pdf")
        if len(content) > largest:
            said.append(f"note: {name} is larger than a mail may be and is left out")
        else:
            files.append(Attachment(name, "application/pdf", content))
    if about.attach in ("invoices", "all"):
        found, told = _copies(desk, customer, listed, largest, names={one.name for one in files})
        files += found
        said += told
    groups = parts([len(one.content) for one in files], room, written)
    mails = [tuple(files[place] for place in group) for group in groups]
    if len(mails) > 1:
        said.append(f"note: it leaves in {len(mails)} mails, being larger than one may be")
    return Papers(mails[0], tuple(mails[1:]), tuple(said))


def statement_values(
    desk: Desk,
    customer: Customer,
    items: Sequence[Item],
    cash: Mapping[str, int],
    as_of: date | None,
    sender: Mapping[str, str],
    reference: str,
    language: str,
) -> dict[str, Any]:
    """Values of ``documents.statement``; the moment is that of the day, so that the same statement
    has the same bytes however often it is made."""
    rows = [
        {
            **value,
            "late_by": item.late_by,
            "original": Money(item.original, item.currency) if item.original else None,
            "promised": item.promised > 0,
        }
        for value, item in zip(as_values(items, desk.today), items, strict=True)
    ]
    return {
        "customer": {
            "number": customer.number,
            "name": customer.name,
            "address": customer.address or "",
        },
        "sender": sender,
        "company": desk.company,
        "language": language,
        "today": desk.today,
        "as_of": as_of,
        "reference": reference,
        "made": desk.clock().replace(hour=0, minute=0, second=0, microsecond=0),
        "items": rows,
        "cash": [Money(minor, currency) for currency, minor in sorted(cash.items())],
    }


def of_part(letter: Letter, number: int) -> Letter:
    """The letter of one of the mails, counted from 1: the first has the text, further ones a line
    that says what they belong to. Only the first names the invoices, and is a reminder."""
    count = 1 + len(letter.further)
    if count == 1:
        return letter
    subject = numbered(letter.subject, number, count)
    if number == 1:
        return replace(letter, subject=subject, further=())
    files = letter.further[number - 2]
    text, html = covering(
        letter.language, number, count, letter.subject, [one.name for one in files]
    )
    return replace(
        letter, subject=subject, text=text, html=html, attachments=files, further=(),
        listed=(), always=True,
    )  # fmt: skip


def _copies(
    desk: Desk, customer: Customer, items: Sequence[Item], largest: int, names: set[str]
) -> tuple[list[Attachment], list[str]]:
    wanted = [item for item in items if item.kind != "balance"]
    found: list[Attachment] = []
    missing: list[Copy] = []
    for item in wanted:
        copy = desk.documents.invoice_copy(
            Wanted(item.document, customer.number, item.company, item.issued), largest
        )
        if copy.missing:
            missing.append(copy)
            continue
        name = _free(safe_name(f"{item.document}.pdf"), names)
        found.append(Attachment(name, "application/pdf", copy.content))
    if not missing:
        return found, []
    if len(missing) == len(wanted) and {one.missing for one in missing} == {"no folder"}:
        return found, [f"note: no invoice copies: {WHY['no folder']}"]
    shown = ", ".join(f"{one.wanted.document} ({WHY[one.missing]})" for one in missing[:MOST_NAMED])
    more = " …" if len(missing) > MOST_NAMED else ""
    return found, [
        f"note: {len(found)} of {len(wanted)} invoice copies found; missing: {shown}{more}"
    ]


def _free(name: str, taken: set[str]) -> str:
    """Two invoices of two companies may have one number: the second file is told apart."""
    stem, number, free = name.removesuffix(".pdf"), 1, name
    while free.lower() in taken:
        number += 1
        free = f"{stem} ({number}).pdf"
    taken.add(free.lower())
    return free
