"""Alerts and what is taken back: an import, a store from its backup, another runner."""

from __future__ import annotations

from pathlib import Path

from working.book import TODAY

from alerts.made import new, with_alerts
from collectwork.domain.ledger import ReadOptions
from collectwork.usecases import alerts, import_undo, importing, planning
from collectwork.usecases.desk import Desk

BIG = 'name = "big"\nwhen = "over 1,000"'
HEAD = "customer_no,customer,invoice_no,invoice_date,due_date,open_amount,currency\n"
OLD = "1,Alt GmbH,R-1,2026-08-01,2026-09-01,500.00,EUR\n"
LARGE = "2,Neu GmbH,R-2,2026-08-01,2026-09-01,5000.00,EUR\n"


def ledger(desk: Desk, path: Path, text: str, day: int) -> int:
    path.write_text(HEAD + text, "utf-8")
    options = ReadOptions(as_of=TODAY.replace(day=day), company="X")
    report = importing.bring_in(desk, path, options)
    assert report.import_id is not None
    return report.import_id


def test_an_import_raises_and_taking_it_back_ends_them(desk: Desk, tmp_path: Path) -> None:
    team = with_alerts(desk, BIG)
    ledger(team, tmp_path / "a.csv", OLD, 18)
    planning.plan(team)
    number = ledger(team, tmp_path / "b.csv", OLD + LARGE, 19)
    (first,) = new(team)
    assert first.customer == "2"
    alerts.see(team, [first.id])
    import_undo.undo_import(team, number, "the wrong file")
    assert alerts.alerts(team) == []
    ledger(team, tmp_path / "c.csv", OLD + LARGE + LARGE.replace("R-2", "R-3"), 20)
    assert [one.id for one in new(team)] == [first.id], "the same event has the same id"


def test_who_evaluated_meanwhile_leaves_nothing_to_do(desk: Desk, tmp_path: Path) -> None:
    team = with_alerts(desk, BIG)
    ledger(team, tmp_path / "a.csv", OLD, 18)
    planning.plan(team)
    rules = planning.rules_in_force(team)
    ledger(with_alerts(desk), tmp_path / "b.csv", OLD + LARGE, 19)
    slow, quick = alerts.watch(team, rules), alerts.watch(team, rules)
    with team.store.read() as tx:
        facts = list(tx.plans.facts(TODAY, 5, 0, ""))
    for one in facts:
        slow.look(one)
        quick.look(one)
    first = alerts.evaluate(team, rules, quick)
    second = alerts.evaluate(team, rules, slow)
    assert first.standing == 1, "its alert had been out of the rules for an import"
    assert (second.standing, second.raised, second.ended) == (0, 0, 0)
    assert len(alerts.alerts(team)) == 1
