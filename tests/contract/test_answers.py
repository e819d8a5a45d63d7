"""What scripts rely on: names, keys, shapes. On a made-up book."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest

from .conftest import TODAY, Cli

LISTS = {
    "imports": "import_id kind profile as_of rows items customers totals past_due events duplicate "
    "rejects warnings",
    "worklist": "rank customer name collector amount_to_collect past_due oldest_days score "
    "strategy step action reasons",
    "codes": "code key label channel right_party starts next_in_days",
    "payments": "payment invoice amount currency date_from date_to class evidence order_unknown",
    "kpi": "name value unit definition n",
    "doctor": "check ok detail remedy",
    "promises": "",
    "disputes": "",
    "blocks": "",
    "people": "",
}
ACCOUNT = "customer name buckets open_items contacts promises disputes blocks risk"
HAPPENING = "at kind code who channel text invoices hash"
REASONS = "customer listed rank rules blocks would_change"
EVENTS = "new paid part_paid credited reopened due_moved vanished"
MONEY = re.compile(r"^-?\d+(\.\d+)?$")
MOMENT = re.compile(r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$")


@pytest.mark.parametrize("command", LISTS)
def test_lists_are_one_json_document_with_their_keys(cli: Cli, command: str) -> None:
    said = cli(command, "--json")
    assert said.code == 0, said.err
    assert isinstance(said.json, list)
    assert said.json, "the made-up book has something to list"
    for row in said.json:
        assert set(LISTS[command].split()) <= set(row)


@pytest.mark.parametrize("command", list(LISTS))
def test_lists_are_csv_too(cli: Cli, command: str) -> None:
    said = cli(command, "--csv")
    assert said.code == 0, said.err
    rows = list(csv.reader(io.StringIO(said.out, newline="")))
    assert len(rows) > 1
    assert {len(row) for row in rows} == {len(rows[0])}
    assert set(LISTS[command].split()) <= set(rows[0])


def test_money_is_decimal_text_beside_its_currency(cli: Cli) -> None:
    for row in cli("worklist", "--json").json:
        for key in ("amount_to_collect", "past_due"):
            assert row[key], "an account on the list has money in it"
            for currency, amount in row[key].items():
                assert re.fullmatch("[A-Z]{3}", currency)
                assert MONEY.match(amount)


def test_the_plan_says_what_it_made(cli: Cli) -> None:
    first, again = cli("plan", "--json").json, cli("plan", "--json").json
    assert {"day", "run_id", "considered", "listed", "cleared", "by_collector", "by_rule"} <= set(
        first
    )
    assert first["day"] == TODAY
    assert again["listed"] == first["listed"]


def _listed(cli: Cli) -> dict[str, Any]:
    row: dict[str, Any] = cli("worklist", "--limit", "1", "--json").json[0]
    return row


def test_an_account_its_history_and_its_reasons(cli: Cli) -> None:
    number = _listed(cli)["customer"]
    account = cli("account", number, "--json").json
    assert set(ACCOUNT.split()) <= set(account)
    happened = cli("timeline", number, "--json").json
    for row in happened:
        assert set(HAPPENING.split()) <= set(row)
    why = cli("explain", number, "--json").json
    assert set(REASONS.split()) <= set(why)
    assert why["listed"] is True
    assert any(rule["holds"] for rule in why["rules"])
    for rule in why["rules"]:
        assert {"rule", "holds", "conditions"} <= set(rule)
        for condition in rule["conditions"]:
            assert {"field", "saw", "op", "value", "holds"} <= set(condition)


def test_recording_an_action(cli: Cli) -> None:
    number = _listed(cli)["customer"]
    said = cli("log", number, "no_answer", "--note", "rang out", "--json")
    assert said.code == 0, said.err
    assert {"activity_id", "code", "next", "hash"} <= set(said.json)
    assert said.json["code"] == "no_answer"
    newest = [row for row in cli("timeline", number, "--json").json if row["code"] == "no_answer"]
    assert any(row["hash"] == said.json["hash"] for row in newest)
    assert cli("audit", "verify", "--json").json["ok"] is True


def test_the_same_intent_is_recorded_once(cli: Cli) -> None:
    number = _listed(cli)["customer"]
    words = ("log", number, "voicemail", "--key", "0190aaaa000070008000000000000001", "--json")
    assert cli(*words).json == cli(*words).json


def test_today_never_changes_what_an_entry_bears(bare: Cli, store: Path) -> None:
    number = "10000"
    words = ("--store", str(store), "--as", "ana", "--json")
    said = bare("log", number, "note", "--note", "x", *words, "--today", "2026-12-24")
    assert said.code == 0, said.err
    row = next(
        row for row in bare("timeline", number, *words).json if row["hash"] == said.json["hash"]
    )
    assert MOMENT.match(row["at"])
    assert not row["at"].startswith("2026-12-24")


def test_sending_writes_a_file_and_says_so(cli: Cli, store: Path) -> None:
    for row in cli("worklist", "--json").json:
        said = cli("send", row["customer"], "--json")
        if said.code == 0:
            break
    assert {"message_id", "state", "to", "subject", "invoices", "attachments"} <= set(said.json)
    assert said.json["state"] == "sent"
    assert list((store.parent / "outgoing").glob("*.eml"))
    assert said.json["message_id"] in cli("outbox", "--json").out


def test_a_preview_changes_nothing(cli: Cli) -> None:
    before = cli("audit", "head", "--json").json
    for row in cli("worklist", "--json").json[:5]:
        cli("send", row["customer"], "--preview")
    assert cli("audit", "head", "--json").json == before


def test_audit_names_entries_and_head(cli: Cli) -> None:
    for verb in ("verify", "head"):
        said = cli("audit", verb, "--json").json
        assert {"ok", "entries", "head", "first_broken"} <= set(said)
        assert said["ok"] is True


def test_an_import_says_what_it_did(cli: Cli, tmp_path: Path) -> None:
    file = tmp_path / "items.csv"
    file.write_text(
        "Customer No;Customer;Document;Date;Due date;Amount;Open;Currency\n"
        "77001;Northern Light Ltd;INV-9001;2026-09-01;2026-10-01;1000.00;1000.00;EUR\n"
        "77001;Northern Light Ltd;INV-9002;2026-10-01;2026-10-31;250.50;250.50;EUR\n"
    )
    words = ("import", str(file), "--as-of", TODAY, "--company", "NEW", "--json")
    first = cli(*words)
    assert first.code == 0, first.err
    (report,) = first.json
    assert set(LISTS["imports"].split()) <= set(report)
    assert set(EVENTS.split()) == set(report["events"])
    assert report["totals"] == {"EUR": "1250.50"}
    assert report["items"] == 2
    assert report["customers"] == 1
    assert report["duplicate"] is False
    assert cli(*words).json[0]["duplicate"] is True
