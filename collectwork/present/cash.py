"""Money that came in, in words and lines: all that is known of one receipt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from collectwork.domain.cash import WAITING, Proposal, Receipt
from collectwork.domain.receivables import Item
from collectwork.present.cells import amount, day, fit, width
from collectwork.present.pieces import Line, Piece, Role, flow, line, rule
from collectwork.present.text import safe

AMOUNT = 13  # cells
_PROPOSALS = 9  # as many as have a key
STATE_WORDS = {
    "open": "to decide",
    "part": "partly applied",
    "applied": "applied",
    "on_account": "on account",
    "set_aside": "set aside",
}
SIGNS: dict[str, tuple[str, Role]] = {
    "open": ("○", "act"),
    "part": ("◐", "act"),
    "applied": ("✓", "good"),
    "on_account": ("✓", "good"),
    "set_aside": ("–", "dim"),
}


def confidence(proposal: Proposal | None) -> Piece:
    """How sure a proposal is: a sign and a word, the colour says nothing that these do not."""
    if proposal is None:
        return Piece("? no proposal", "dim")
    if proposal.certain:
        return Piece("✓ certain", "good")
    if proposal.confidence >= 75:
        return Piece("● likely", "act")
    return Piece("○ weak", "dim") if weak(proposal) else Piece("◐ possible", "act")


def weak(proposal: Proposal) -> bool:
    """Is it a guess, to be taken by its number only?"""
    return not proposal.certain and proposal.confidence < 50


def decidable(receipt: Receipt) -> bool:
    """Can something be applied? What is on account still can."""
    return receipt.state in (*WAITING, "on_account") and receipt.unapplied_minor != 0


def payer_of(receipt: Receipt) -> str:
    """Who paid, as well as it is known."""
    return receipt.payer or receipt.name or receipt.payer_account or "payer not named"


def brief_day(on: date, today: date) -> str:
    """``12 Nov``, and ``Nov ’25`` for a month of another year."""
    shown = day(on, today).strip()
    return shown if len(shown) <= 6 else f"{day(on).strip()[-3:]} ’{on.year % 100:02d}"


def proposal_words(proposal: Proposal | None) -> str:
    """A proposal in a few words: the invoice and how many more, else the customer."""
    if proposal is None:
        return ""
    if not proposal.lines:
        return f"on account of {proposal.name}"
    first, more = proposal.lines[0].document, len(proposal.lines) - 1
    short = "!short " if proposal.short else ""
    return f"{short}{first}{f' +{more}' if more else ''} · {proposal.name}"


def outcome_words(receipt: Receipt) -> str:
    """What became of it, in a few words."""
    who = receipt.name or receipt.number or ""
    if receipt.state == "set_aside":
        why = receipt.reasons[0] if receipt.reasons else ""
        return f"set aside: {why}" if why else "set aside"
    if receipt.state == "on_account":
        return f"on account of {who}" if who else "on account"
    documents = [one.document for one in receipt.lines]
    named = (
        documents[0] + (f" +{len(documents) - 1}" if len(documents) > 1 else "")
        if documents
        else who
    )
    return f"applied to {named}"


def receipt_lines(
    receipt: Receipt,
    proposals: Sequence[Proposal] | None,
    items: Sequence[Item],
    room: int,
    today: date,
) -> list[Line]:
    """All there is to know before deciding. ``proposals``: None where they are not read yet;
    ``items``: what is open of the customer of the first one (or of the receipt's)."""
    return [
        *_head(receipt, room, today),
        *_known(receipt, room),
        *_written(receipt, room),
        *_applied(receipt, room),
        *_proposed(receipt, proposals, room),
        *_open(receipt, proposals or (), items, room, today),
    ]


def _head(receipt: Receipt, room: int, today: date) -> list[Line]:
    total = f"{amount(receipt.amount_minor, receipt.currency)} {receipt.currency}"
    who = fit(payer_of(receipt), max(4, room - width(total) - 1))
    sign, role = SIGNS.get(receipt.state, ("·", "dim"))
    parts: list[Line] = [line(f"value {day(receipt.received, today).strip()}")]
    if receipt.posted and receipt.posted != receipt.received:
        parts.append(line(f"booked {day(receipt.posted, today).strip()}"))
    parts.append(line(Piece(f"{sign} {STATE_WORDS.get(receipt.state, receipt.state)}", role)))
    if receipt.unapplied_minor != receipt.amount_minor:
        left = amount(receipt.unapplied_minor, receipt.currency)
        parts.append(line("unapplied ", Piece(left, "money")))
    if receipt.kind == "reversal":
        parts.append(line(Piece("↩ the bank took it back", "risk")))
    return [line(Piece(who, "title"), " ", Piece(total, "money")), *flow(parts, room, " · ")]


def _known(receipt: Receipt, room: int) -> list[Line]:
    facts = [
        ("account", receipt.payer_account),
        ("to", receipt.own_account),
        ("reference", " ".join((receipt.reference or "").split())),
        ("customer", _customer(receipt)),
        (receipt.source, receipt.file),
    ]
    parts = [line(Piece(f"{name} ", "dim"), safe(text)) for name, text in facts if text]
    return flow(parts, room, "  ", "  ")


def _customer(receipt: Receipt) -> str:
    named = [receipt.number, receipt.name if receipt.name != receipt.number else None]
    return " ".join(part for part in named if part)


def _written(receipt: Receipt, room: int) -> list[Line]:
    """The remittance text in full: every word of it, however long it is."""
    text = (receipt.text or "").strip()
    if not text:
        return [rule("what they wrote", room), line(Piece("nothing", "dim"))]
    lines: list[Line] = []
    for row in safe(text, lines=True).split("\n"):
        lines += wrapped(row, room)
    return [rule("what they wrote", room), *lines]


def wrapped(text: str, room: int) -> list[Line]:
    """Safe text on as many lines as it needs; words too long for a line are cut up, never cut
    off."""
    lines: list[Line] = []
    current = ""
    for word in text.split(" "):
        ahead = f"{current} {word}" if current else word
        if width(ahead) <= room:
            current = ahead
            continue
        if current:
            lines.append(line(current))
        while width(word) > room:
            part = fit(word, room + 1).removesuffix("…") if room > 1 else word[:1]
            lines.append(line(part))
            word = word[len(part) :]
        current = word
    return [*lines, line(current)]


def _applied(receipt: Receipt, room: int) -> list[Line]:
    """What was decided: by whom, why, and what each invoice got."""
    if receipt.state == "open":
        return []
    who = "by itself" if receipt.automatic else f"by {safe(receipt.decided_by or '')}".rstrip()
    sure = f" ({receipt.confidence} of 100)" if receipt.confidence is not None else ""
    lines = [rule("what was done", room)]
    said = line(Piece(f"{STATE_WORDS.get(receipt.state, receipt.state)} {who}{sure}", "good"))
    lines += flow(
        [said, *(line(Piece(safe(one), "dim")) for one in receipt.reasons)], room, " · ", "  "
    )
    for one in receipt.lines:
        lines.append(line(
            Piece(f"  {fit(one.document, 18)}"),
            Piece(fit(amount(one.minor, receipt.currency), AMOUNT, right=True)),
        ))  # fmt: skip
    return lines


def _proposed(receipt: Receipt, proposals: Sequence[Proposal] | None, room: int) -> list[Line]:
    if not decidable(receipt):
        return []
    if proposals is None:
        return [rule("proposals", room), line(Piece("…", "dim"))]
    lines = [rule("proposals", room, len(proposals))]
    if not proposals:
        return [*lines, line(Piece("? nobody fits · c chooses the customer", "dim"))]
    for number, one in enumerate(proposals[:_PROPOSALS], 1):
        lines += _proposal(receipt, one, number, room)
    hidden = len(proposals) - _PROPOSALS
    if hidden > 0:
        lines.append(line(Piece(f"  … {hidden} weaker", "dim")))
    return lines


def _proposal(receipt: Receipt, one: Proposal, number: int, room: int) -> list[Line]:
    sure = confidence(one)
    head = line(
        Piece(f"{number} ", "act"),
        Piece(f"{sure.text} {one.confidence}", sure.role),
        Piece(f"  {safe(one.name)}", "strong" if number == 1 else ""),
        Piece(f"  {safe(one.number)}" if one.number != one.name else "", "dim"),
    )
    lines: list[Line] = [head]
    for part in one.lines:
        of = (
            ""
            if part.minor == part.open_minor
            else f" of {amount(part.open_minor, receipt.currency)}"
        )
        lines.append(line(
            Piece(f"    {fit(part.document, 18)}"),
            Piece(fit(amount(part.minor, receipt.currency), AMOUNT, right=True)),
            Piece(of, "dim"),
        ))  # fmt: skip
    if not one.lines:
        lines.append(line(Piece("    goes on the account, to no invoice", "risk")))
    elif one.rest_minor:
        left = f"    {amount(one.rest_minor, receipt.currency)} stays unapplied"
        lines.append(line(Piece(left, "risk")))
    if one.short:
        missing = amount(one.short.missing_minor, receipt.currency)
        text = f"! {missing} short on {safe(one.short.document)}: {safe(one.short.why)}"
        lines += _indented(text, room, "risk")
    lines += _indented(" · ".join(safe(reason) for reason in one.reasons), room, "dim")
    return lines


def _indented(text: str, room: int, role: Role) -> list[Line]:
    inside = wrapped(text, max(8, room - 4)) if text else []
    return [(Piece("    "), *(Piece(piece.text, role) for piece in one)) for one in inside]


def _open(
    receipt: Receipt,
    proposals: Sequence[Proposal],
    items: Sequence[Item],
    room: int,
    today: date,
) -> list[Line]:
    """The customer's open items, with what the best proposal would give to each."""
    if not decidable(receipt) or not items:
        return []
    gets = {part.item_id: part.minor for part in proposals[0].lines} if proposals else {}
    name = proposals[0].name if proposals else receipt.name or ""
    several = len({item.currency for item in items}) > 1
    owed = sorted(items, key=lambda one: (one.id not in gets, one.due or date.max, one.id))
    dues = [brief_day(item.due, today) if item.due else "–" for item in owed]
    sums = [amount(item.open, item.currency) for item in owed]
    document = min(18, max(width(safe(item.document)) for item in owed))
    lines = [rule(f"open items of {safe(name)}", room, len(items))]
    for item, due, total in zip(owed, dues, sums, strict=True):
        minor = gets.get(item.id)
        taken = minor is not None
        given = f" → {amount(minor, item.currency)}" if minor is not None else ""
        lines.append(line(
            Piece("→ " if taken else "  ", "act"),
            Piece(fit(item.document, document), "" if taken else "dim"),
            Piece(f"  {fit(due, 7, right=True)}", "dim"),
            Piece(f"  {fit(total, max(map(width, sums)), right=True)}", "" if taken else "dim"),
            Piece(f" {item.currency}" if several else "", "dim"),
            Piece(given, "act"),
        ))  # fmt: skip
    return lines
