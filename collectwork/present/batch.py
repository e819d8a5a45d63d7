"""What a batch of mails would send, as lines, before it does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from collectwork.domain.mail import Letter
from collectwork.present import words
from collectwork.present.cells import fit, moneys
from collectwork.present.pieces import Line, Piece, clipped, flow, line
from collectwork.present.text import safe

_DOMAINS = 8
_REFUSED = 4


def batch_lines(
    ahead: Mapping[str, Any], letters: Sequence[Letter], refused: Sequence[str], room: int
) -> list[Line]:
    """Count and totals, recipients by domain, what stands against it, and what is left out."""
    lines = [
        line(
            Piece(fit("mails", 12), "dim"), f"{ahead['count']:,}, about ",
            Piece(moneys(ahead["totals"]), "money"),
        ),
        *_domains(ahead["domains"]),
    ]  # fmt: skip
    templates: dict[str, int] = {}
    for letter in letters:
        templates[letter.template] = templates.get(letter.template, 0) + 1
    named = ", ".join(f"{number} {words.spoken(name)}" for name, number in templates.items())
    lines.append(line(Piece(fit("templates", 12), "dim"), named or "none"))
    found = sum(bool(letter.findings) for letter in letters)
    if found:
        said = f"{words.count(found, 'mail')} with a finding: read one with its own key"
        lines.append(line(Piece(fit("findings", 12), "dim"), Piece(f"! {said}", "risk")))
    for reason in refused[:_REFUSED]:
        parts = [line(Piece("✗", "risk")), *(line(word) for word in safe(reason).split())]
        lines += flow(parts, room, " ", "  ")[:2]
    if len(refused) > _REFUSED:
        lines.append(line(Piece(f"  and {len(refused) - _REFUSED} more left out", "dim")))
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
