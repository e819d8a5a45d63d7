"""Cells, lines and words: fixed widths, whole words, no harm."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from collectwork.domain.ledger import Freshness
from collectwork.domain.worklist import Explanation, RuleTrace, WorkItem
from collectwork.present.account import local_time
from collectwork.present.cells import amount, fit, next_day, short
from collectwork.present.charts import gauge
from collectwork.present.header import Glance, day_line, top_line
from collectwork.present.pieces import Piece, cells, clipped, flow, line, plain
from collectwork.present.rows import Columns
from collectwork.present.sentences import eased
from collectwork.present.text import safe
from collectwork.present.why import why_lines
from collectwork.present.words import Told

TODAY = date(2026, 11, 20)
TEXT = st.text(max_size=60)


@given(TEXT, st.integers(0, 40), st.booleans())
def test_a_cell_is_exactly_as_wide_as_its_column(text: str, room: int, right: bool) -> None:
    assert cell_len(fit(text, room, right=right)) == room


@given(st.lists(TEXT.map(safe), max_size=5), st.integers(1, 60))
def test_a_clipped_line_never_exceeds_its_room(texts: list[str], room: int) -> None:
    assert cells(clipped(line(*texts), room)) <= room


@given(st.lists(st.text("abc def", min_size=1, max_size=30), max_size=8), st.integers(31, 80))
def test_flowing_loses_no_word(texts: list[str], room: int) -> None:
    lines = flow([line(text) for text in texts], room, " ")
    words = [word for one in lines for word in plain(one).split()]
    assert "".join(words) == "".join("".join(texts).split())
    assert all(cells(one) <= room for one in lines)


def test_a_long_part_is_broken_between_words_and_keeps_its_role() -> None:
    lines = flow([line(Piece("one two three four", "risk"))], 9, indent="  ")
    assert [plain(one) for one in lines] == ["one two", "  three", "  four"]
    assert {piece.role for one in lines for piece in one if piece.text.strip()} == {"risk"}


def test_amounts_are_grouped_with_the_currencys_own_decimals() -> None:
    assert amount(1824050, "EUR") == "18,240.50"
    assert amount(-64000, "EUR") == "−640.00"
    assert amount(1824050, "JPY") == "1,824,050"
    assert amount(1234567, "KWD") == "1,234.567"


def test_short_amounts_are_for_a_glance() -> None:
    assert short(4_820_000, "EUR") == "48.2k"
    assert short(0, "EUR") == "–"
    assert short(99_999_900, "EUR") == "1.0m"
    assert short(-64_000, "EUR") == "−640"


def test_days_to_come_are_said_as_one_says_them() -> None:
    assert next_day(TODAY, TODAY) == "today"
    assert next_day(date(2026, 11, 21), TODAY) == "tomorrow"
    assert next_day(date(2026, 11, 27), TODAY) == "Fri 27 Nov"


def test_a_gauge_is_full_only_when_done_and_begun_when_begun() -> None:
    assert gauge(0, 41) == "░" * 10
    assert gauge(1, 4100) == "█" + "░" * 9
    assert gauge(40, 41).count("█") == 9
    assert gauge(41, 41) == "█" * 10
    assert gauge(0, 0) == "░" * 10


def test_local_time_is_said_only_where_the_zone_is_known() -> None:
    now = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
    assert local_time("Europe/Berlin", now) == "Berlin 10:42"
    assert local_time(None, now) == ""
    assert local_time("Atlantis/Capital", now) == ""
    assert local_time("../../etc/passwd", now) == ""


def item(name: str, state: str = "open") -> WorkItem:
    return WorkItem(
        1, 7, 1, "100", name, "ana", "EUR", 1824050, 1824050, 47, 0, "standard", "second_notice",
        "mail", None, (), state, "no_answer" if state == "done" else None, date(2026, 11, 23),
    )  # fmt: skip


@given(TEXT, st.sampled_from(["open", "done", "skipped", "cleared"]), st.integers(60, 160))
def test_no_name_moves_the_columns(name: str, state: str, width: int) -> None:
    row = Columns(TODAY, "EUR").row(item(name, state), 1, width, here=True, marked=False)
    usual = Columns(TODAY, "EUR").row(item("x", state), 1, width, here=True, marked=False)
    assert cells(row) == cells(usual) <= width


def test_a_finished_row_says_what_came_of_it_and_when_it_goes_on() -> None:
    row = Columns(TODAY, "EUR").row(item("Kern", "done"), 1, 70, here=False, marked=False)
    assert plain(row).rstrip().endswith("✓ no answer → 23 Nov")


def test_the_top_line_always_fits() -> None:
    glance = Glance(freshness=(Freshness("Nordwind GmbH", "open-items", date(2026, 11, 19), ""),))
    now = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)
    for room in range(40, 200):
        assert cells(top_line(glance, "ana", TODAY, now, room)) <= room
    assert "open items yesterday" in plain(top_line(glance, "ana", TODAY, now, 120))


def test_the_day_line_leaves_out_from_the_end() -> None:
    glance = Glance(23, 41, urgent=("call back 10:45 ☎ Brenner",), figures=("calls 14",))
    assert plain(day_line(glance, 100)).endswith("calls 14")
    assert plain(day_line(glance, 60)).endswith("Brenner")


def test_what_cannot_wait_is_rather_cut_than_left_out() -> None:
    urgent = ("6 replies (R)", "call back 10:45 ☎ Brenner Logistik und Spedition GmbH")
    shown = day_line(Glance(23, 41, urgent=urgent, figures=("calls 14",)), 80)
    assert "6 replies (R) · call back 10:45 ☎ Brenner" in plain(shown)
    assert cells(shown) <= 80


def test_words_that_a_line_cannot_hold_go_on_below_it() -> None:
    words = (
        "promise to pay 18,240.50 EUR by Fri 27 Nov on RE-20877, RE-20931; next 1 Dec, then call"
    )
    rows = Told(words, "Kern", "✓", (), "u").lines(80)
    said = " ".join(plain(row).strip() for row in rows)
    assert said == f"✓ {words} u undoes it"
    assert all(cells(row) <= 80 for row in rows)
    assert len(Told("short", "Kern", "✓", (), "u").lines(80)) == 1


def test_how_to_undo_stays_in_sight_however_long_the_name() -> None:
    said = Told("x" * 200, "Kern", "✓", ("it is 07:10 there",), "u").line(80)
    assert cells(said) <= 80
    assert plain(said).endswith("u undoes it")


def test_a_warning_that_does_not_fit_stands_whole_below() -> None:
    warned = ("7 attempts in 7 days are more than agreed", "it is 07:10 there, calls from 08:00")
    told = Told("no answer; next tomorrow", "Kern & Söhne", "✓", warned, "u")
    first, *below = told.lines(80)
    assert plain(first).endswith("u undoes it")
    assert " ".join(plain(each).strip() for each in below) == f"! {'; '.join(warned)}"
    assert all(cells(each) <= 80 for each in (first, *below))
    assert len(told.lines(200)) == 1


def test_the_name_gives_way_to_what_came_of_it() -> None:
    told = Told("no answer; next tomorrow", "Kern & Söhne Maschinenbau GmbH", "✓", (), "u")
    assert "no answer; next tomorrow · Kern & Söhne" in plain(told.line(60))
    assert "Kern" not in plain(told.line(44))
    assert "no answer; next tomorrow" in plain(told.line(44))


def test_stored_sentences_read_like_spoken_ones() -> None:
    shown = eased("8232.54 EUR to collect since 2026-11-12, 2025-01-02: -1945.79 EUR", TODAY)
    assert shown == "8,232.54 EUR to collect since 12 Nov, 2 Jan 2025: −1,945.79 EUR"
    for kept in ("RE-2026-11-12", "items_2026-11-21.csv", "10371 Kern", "2026-13-45", "1234567"):
        assert eased(kept, TODAY) == kept


def test_a_moment_is_said_in_the_time_of_its_own_season() -> None:
    assert eased("call 2026-11-23T08:00:00.000000Z", TODAY) == "call 23 Nov 09:00"
    assert eased("call 2026-07-23T08:00:00.000000Z", TODAY) == "call 23 Jul 10:00"


def test_the_currency_is_never_cut_off_an_amount_too_long_for_its_column() -> None:
    for minor, said in ((123_536_789, "1,235,367 GBP"), (65_000, "650.00 GBP")):
        one = replace(item("Kern"), currency="GBP", to_collect=minor)
        row = plain(Columns(TODAY, "EUR").row(one, 1, 70, here=False, marked=False))
        assert f" {said} " in row
        assert cell_len(row) == 69


def test_what_would_change_it_stands_before_the_rules() -> None:
    told = Explanation(
        9, "7", "Ibis", TODAY, listed=False, rank=None, collector="ana",
        rules=(RuleTrace("floor", False, "enough is to be collected"),), blocks=(),
        would_change=("20.00 EUR below the floor",), facts={},
    )  # fmt: skip
    lines = [plain(one) for one in why_lines(told, 78, TODAY)]
    assert lines.index("what would change it") < lines.index("the rules and what they saw")
    assert lines[0].startswith("✗ not on the list")
