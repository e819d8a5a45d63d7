"""What a batch of mails would send, as lines, before it does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Protocol

from collectwork.domain.mail import Letter
from collectwork.present import words
from collectwork.present.cells import fit, moneys
from collectwork.present.pieces import Line, Piece, clipped, flow, line
from collectwork.present.text import safe

_DOMAINS = 8
_REFUSED = 4


class Ahead(Protocol):
    """What it would send; see ``collectwork.usecases.batching.Forewarning``."""

    count: int
    domains: dict[str, int]
    totals: dict[str, int]


class Prepared(Protocol):
    """A batch before it goes; see ``collectwork.usecases.batching.Prepared``."""

    letters: dict[int, Letter | None]
    refused: list[tuple[str, str]]

    @property
    def ahead(self) -> Ahead: ...


def batch_lines(batch: Prepared, room: int) -> list[Line]:
    """Count and totals, recipients by domain, what stands against it, and what is left out."""
    ahead = batch.ahead
    lines = [
        line(
            Piece(fit("mails", 12), "dim"), f"{ahead.count:,}, about ",
            Piece(moneys(ahead.totals), "money"),
        ),
        *_domains(ahead.domains),
    ]  # fmt: skip
    letters = [letter for letter in batch.letters.values() if letter is not None]
    templates = Counter(letter.template for letter in letters)
    named = ", ".join(f"{number} {words.spoken(name)}" for name, number in templates.items())
    lines.append(line(Piece(fit("templates", 12), "dim"), named or "none"))
    found = sum(bool(letter.findings) for letter in letters)
    if found:
        said = f"{words.count(found, 'mail')} with a finding: read one with its own key"
        lines.append(line(Piece(fit("findings", 12), "dim"), Piece(f"! {said}", "risk")))
    for customer, reason in batch.refused[:_REFUSED]:
        told = safe(f"{customer}: {reason}").split()
        parts = [line(Piece("✗", "risk")), *(line(word) for word in told)]
        lines += flow(parts, room, " ", "  ")[:2]
    if len(batch.refused) > _REFUSED:
        lines.append(line(Piece(f"  and {len(batch.refused) - _REFUSED} more left out", "dim")))
    return [clipped(one, room) for one in lines]


def _domains(domains: Mapping[str, int]) -> list[Line]:
    ordered = sorted(domains.items(), key=lambda pair: (-pair[1], pair[0]))
    lines = []
    for at, (domain, number) in enumerate(ordered[:_DOMAINS]):
        label = fit("to" if at == 0 else "", 12)
        lines.append(line(Piece(label, "dim"), f"{number:>4} at {safe(domain)}"))
    rest = sum(number for _, number in ordered[_DOMAINS:])
    if rest:
        more = f"{rest:>4} at {len(ordered) - _DOMAINS} other domains"
        lines.append(line(Piece(fit("", 12)), more))
    return lines
