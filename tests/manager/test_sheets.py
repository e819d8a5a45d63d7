"""Tables as lines: nothing is wider than the room, every number can be reached."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from collectwork.analytics import figures
from collectwork.analytics.figures import Cell, Listing, columns
from collectwork.present.charts import bar
from collectwork.present.pieces import cells, plain
from collectwork.present.sheets import lay_out, opens


def rows_behind() -> Listing:
    return Listing("rows", columns("a"), (("b",),))


numbers = st.integers(-(10**9), 10**9).map(
    lambda minor: figures.money("overdue", minor, "EUR", 3, behind=rows_behind)
)
texts = st.text(max_size=70)


@st.composite
def listings(draw: st.DrawFn) -> Listing:
    shape = draw(st.lists(st.booleans(), min_size=1, max_size=5))
    rows = draw(st.lists(st.tuples(*(numbers if right else texts for right in shape)), max_size=6))
    table: tuple[tuple[Cell, ...], ...] = tuple(rows)
    names = columns(*(f"{'>' if right else ''}c{n}" for n, right in enumerate(shape)))
    return Listing(draw(texts), names, table, note=draw(texts))


@given(st.lists(listings(), max_size=5), st.integers(20, 220))
def test_lines_fit_and_every_number_is_a_spot(parts: list[Listing], room: int) -> None:
    sheet = lay_out(parts, room)
    assert all(cells(line) <= room for line in sheet.lines)
    found = {(spot.part, spot.row, spot.column) for spot in sheet.spots}
    for number, part in enumerate(parts):
        with_numbers = any(opens(value) for row in part.rows for value in row)
        for place, row in enumerate(part.rows):
            if not with_numbers:
                assert (number, place, None) in found
            for column, value in enumerate(row):
                if opens(value):
                    assert (number, place, column) in found
    order = [(spot.line, spot.start) for spot in sheet.spots]
    assert order == sorted(order)


def test_two_columns_where_there_is_room() -> None:
    parts = [Listing(f"part {n}", columns("a"), (("x",),)) for n in range(4)]
    wide = [plain(line) for line in lay_out(parts, 200).lines]
    assert "part 0" in wide[0]
    assert "part 2" in wide[0]
    assert len(lay_out(parts, 100).lines) == 2 * len(wide) + 1


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_bar_never_exceeds_its_room(share: float, room: int) -> None:
    assert len(bar(share, room)) <= room
    assert bool(bar(share, room)) == (share > 0)
