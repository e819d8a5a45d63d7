"""The open items of a letter: as lines of text and as an HTML table, credits marked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from collectwork.domain.money import Money
from collectwork.present.letters import amount, labels, one_line, short_day

_CELL = "padding:4px 12px 4px 0;text-align:{side};border-bottom:1px solid #ddd"
_COLUMNS = (("document", "left"), ("issued", "left"), ("due", "left"), ("amount", "right"))


def _cells(item: Mapping[str, Any], language: str) -> list[str]:
    words = labels(language)
    mark = {"credit": words["credit"], "payment": words["payment"]}.get(item["kind"], "")
    if item.get("disputed"):
        mark = words["disputed"]
    document = one_line(item["document"])[:40]
    return [
        f"{document} ({mark})" if mark else document,
        short_day(item["issued"], language),
        short_day(item["due"], language),
        amount(item["amount"], language),
    ]


def _totals(totals: Sequence[Money], language: str) -> list[list[str]]:
    word = labels(language)["total"]
    return [[word, "", "", amount(total, language)] for total in totals]


def as_text(items: Sequence[Mapping[str, Any]], totals: Sequence[Money], language: str) -> str:
    """Aligned columns, amounts to the right, one total a currency."""
    words = labels(language)
    head = [words[name] for name, _ in _COLUMNS]
    rows = [_cells(item, language) for item in items]
    foot = _totals(totals, language)
    widths = [max(len(row[i]) for row in [head, *rows, *foot]) for i in range(len(head))]

    def line(row: Sequence[str]) -> str:
        cells = [
            cell.rjust(width) if side == "right" else cell.ljust(width)
            for cell, width, (_, side) in zip(row, widths, _COLUMNS, strict=True)
        ]
        return "  ".join(cells).rstrip()

    rule = "-" * (sum(widths) + 2 * (len(widths) - 1))
    return "\n".join([line(head), rule, *map(line, rows), rule, *map(line, foot)])


def as_html(items: Sequence[Mapping[str, Any]], totals: Sequence[Money], language: str) -> str:
    """A plain table; every text is escaped, nothing is loaded from elsewhere."""
    words = labels(language)

    def row(cells: Sequence[str], tag: str, style: str = "") -> str:
        inner = "".join(
            f'<{tag} style="{_CELL.format(side=side)}{style}">{escape(cell)}</{tag}>'
            for cell, (_, side) in zip(cells, _COLUMNS, strict=True)
        )
        return f"<tr>{inner}</tr>"

    head = row([words[name] for name, _ in _COLUMNS], "th")
    body = [
        row(_cells(item, language), "td", ";color:#2a6" if item["amount"].minor < 0 else "")
        for item in items
    ]
    foot = [row(cells, "td", ";font-weight:bold") for cells in _totals(totals, language)]
    return (
        '<table style="border-collapse:collapse">'
        f"<thead>{head}</thead><tbody>{''.join(body)}</tbody><tfoot>{''.join(foot)}</tfoot></table>"
    )
