"""The weekly review as one HTML file: no script, nothing loaded from anywhere."""

from __future__ import annotations

from html import escape

from collectwork.analytics.figures import Listing, Page
from collectwork.present.figures import texts
from collectwork.present.text import safe

_STYLE = """
:root{color-scheme:light dark;--line:#8884;--bar:#4a7fb5}
body{font:15px/1.45 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.4rem;margin-bottom:.2rem}h2{font-size:1.05rem;margin:2rem 0 .4rem}
p{margin:.2rem 0;opacity:.75}table{border-collapse:collapse;font-variant-numeric:tabular-nums}
th,td{padding:.2rem .8rem .2rem 0;border-bottom:1px solid var(--line);text-align:left;
vertical-align:baseline}th{font-weight:600}.r{text-align:right}
.b{width:10rem}.b i{display:block;height:.6rem;background:var(--bar)}
@media print{h2{break-after:avoid}tr{break-inside:avoid}}
"""


def review_html(page: Page) -> bytes:
    """The page with all its tables."""
    parts = "".join(_table(part) for part in page.parts)
    title = _text(page.title)
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"><title>'
        f"{title}</title><style>{_STYLE}</style></head><body>"
        f"<h1>{title}</h1><p>{_text(page.note)}</p>{parts}</body></html>\n"
    ).encode()


def _table(part: Listing) -> str:
    head = f"<h2>{_text(part.title)}</h2>"
    if not part.rows:
        return f"{head}<p>{_text(part.empty)}</p>"
    names = "".join(
        f'<th{_side(column.right)} scope="col">{_text(column.name)}</th>' for column in part.columns
    )
    body = "".join(
        f"<tr>{_row(part, number, cells)}</tr>" for number, cells in enumerate(texts(part))
    )
    note = f"<p>{_text(part.note)}</p>" if part.note else ""
    return f"{head}<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>{note}"


def _row(part: Listing, number: int, texts: list[str]) -> str:
    cells = []
    for place, (column, text) in enumerate(zip(part.columns, texts, strict=True)):
        if place in part.bars:
            share = max(0.0, min(1.0, part.bars[place][number]))
            cells.append(f'<td class="b"><i style="width:{share * 100:.0f}%"></i></td>')
        else:
            cells.append(f"<td{_side(column.right)}>{_text(text)}</td>")
    return "".join(cells)


def _side(right: bool) -> str:
    return ' class="r"' if right else ""


def _text(value: str) -> str:
    return escape(safe(value))
