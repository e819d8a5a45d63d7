"""What the manager's questions answer about the small book, on both databases."""

from __future__ import annotations

from datetime import timedelta

from collectwork.analytics.definitions import DEFINITIONS
from collectwork.analytics.figures import Cell, Figure, Listing, Page
from collectwork.domain.money import Money
from collectwork.present.figures import cell
from collectwork.usecases import measuring
from collectwork.usecases.desk import Desk

from .ledger import TODAY


def part(page: Page, start: str) -> Listing:
    return next(one for one in page.parts if one.title.startswith(start))


def line(listing: Listing, name: str) -> tuple[Cell, ...]:
    return next(row for row in listing.rows if cell(row[0]) == name)


def shown(listing: Listing, name: str) -> list[str]:
    return [cell(one) for one in line(listing, name)]


def figure(value: Cell) -> Figure:
    assert isinstance(value, Figure)
    return value


def test_payments_are_classed_from_lines_and_from_ledgers(led: Desk) -> None:
    found = {one.document: one for one in measuring.payments(led)}
    assert {key: one.row.cls for key, one in found.items()} == {
        "RE-11": "promise_kept",
        "RE-21": "message_only",
        "RE-71": "no_contact",
    }
    seen = found["RE-71"].row
    assert seen.order_unknown
    assert (seen.date_from, seen.date_to) == (TODAY - timedelta(7), TODAY)
    assert seen.amount == 700_000
    assert not found["RE-11"].row.order_unknown
    assert len(found["RE-11"].row.evidence) == 1


def test_payment_classes_open_to_payments_and_to_what_went_before(led: Desk) -> None:
    page = measuring.evidence(led)
    table = part(page, "What went before the money")
    assert shown(table, "Promise kept")[1] == "1,000.00"
    assert shown(table, "all payments")[1] == "10,000.00"
    behind = figure(line(table, "Message only")[1]).behind
    assert behind is not None
    payments = behind()
    assert payments.rows[0][0] == "Nordlicht Handel"
    assert payments.accounts == (2,)
    assert payments.deeper is not None
    story = payments.deeper(0)
    assert story.rows[0][1] == "message"
    assert "the evidence" in story.rows[0]


def test_today_says_who_does_what(led: Desk) -> None:
    page = measuring.today(led)
    table = part(page, "Who does what")
    assert shown(table, "Ben")[1:4] == ["1", "", "2"]
    assert shown(table, "Ana")[1:4] == ["0", "", "3"]
    assert shown(table, "Ben")[9] == "0.0 %"  # the second was worked, not the first
    assert "nothing recorded yet" in shown(part(page, "Who may need help"), "Ana")[1]


def test_coverage_names_who_is_untouched_and_who_has_no_next_step(led: Desk) -> None:
    page = measuring.coverage(led)
    waiting = part(page, "Accounts with something")
    behind = figure(line(waiting, "No next step")[1]).behind
    assert behind is not None
    assert set(behind().accounts).isdisjoint({3, 4, 5, 6, 8})  # these are on today's list
    order = part(page, "Order of the list")
    assert {row[0] for row in order.rows} == {"ana", "ben"}
    assert part(page, "Coldest ten").rows


def test_promises_kept_and_broken(led: Desk) -> None:
    page = measuring.promises_report(led)
    states = part(page, "What became of them")
    assert shown(states, "rate")[1] == "50.0 %"
    assert shown(states, "rate")[3] == "25.0 %"
    assert figure(line(states, "rate")[1]).note == "few cases"
    team = part(page, "By who took them")
    assert "not enough data" in shown(team, "Ben")[4]


def test_aging_now_and_trend_and_rolling(led: Desk) -> None:
    page = measuring.aging(led)
    now = part(page, "Open now")
    assert shown(now, "31-60")[1] == "26,000.00"
    assert shown(now, "current")[1] == "4,000.00"
    trend = part(page, "Trend")
    assert [cell(row[2]) for row in trend.rows] == ["36,000.00", "36,000.00", "35,000.00",
                                                    "26,000.00"]  # fmt: skip
    rolled = part(page, "Since")
    assert figure(line(rolled, "1-30")[2]).n > 0


def test_every_figure_of_every_tab_is_defined_and_opens(led: Desk) -> None:
    pages = [
        measuring.today(led), measuring.coverage(led), measuring.evidence(led),
        measuring.promises_report(led), measuring.aging(led),
    ]  # fmt: skip
    figures = [
        one
        for page in pages
        for table in page.parts
        for row in table.rows
        for one in row
        if isinstance(one, Figure)
    ]
    assert len(figures) > 80
    assert {one.key for one in figures} <= DEFINITIONS.keys()
    for one in figures:
        assert one.behind is not None, one
        assert one.behind().columns


def test_kpi_figures_are_within_their_bounds_and_add_up(led: Desk) -> None:
    found = measuring.kpi(led)
    by_name = {one.label or one.key: one for one in found}
    for one in found:
        if one.unit == "percent" and one.value is not None and one.key != "cei":
            assert 0 <= one.value <= 1, one
    assert by_name["received"].value == 1_000_000
    assert by_name["overdue"].value == 2_600_000
    classes = [one.value or 0 for one in found if one.key.startswith("class_")]
    assert abs(sum(classes) - 1) < 1e-9
    assert by_name["coverage"].n == 0
    assert by_name["coverage"].value is None


def test_kpi_by_collector_team_and_company(led: Desk) -> None:
    whole = {one.key: one.value for one in measuring.kpi(led) if one.key == "overdue"}
    for by in ("collector", "team", "company"):
        parts = [one for one in measuring.kpi(led, by=by) if one.key == "overdue"]  # type: ignore[arg-type]
        assert sum(int(one.value or 0) for one in parts) == whole["overdue"]
    talks = {one.who: one.value for one in measuring.kpi(led, by="collector") if one.key == "talks"}
    assert talks == {"ana": 0, "ben": 3}


def test_the_log_is_searched_by_every_word(led: Desk) -> None:
    page = measuring.log(led, "promise")
    rows = page.parts[0].rows
    assert len(rows) == 2
    assert measuring.log(led, "promise 50%_nothing").parts[0].rows == ()
    assert len(measuring.log(led).parts[0].rows) == 7


def test_hostile_names_stay_text(led: Desk) -> None:
    behind = figure(line(part(measuring.aging(led), "Open now"), "31-60")[1]).behind
    assert behind is not None
    assert any(row[0] == Money(3, "EUR") or row[0] == "[red]x[/]" for row in behind().rows)
