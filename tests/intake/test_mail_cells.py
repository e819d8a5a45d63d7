"""Cells that should hold a mail address: nobody is written to whom a list does not plainly name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from collectwork.intake.mailcells import mail_addresses
from collectwork.usecases.mails.addresses import problem


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ("ann@a.example; ap@a.example", ["ann@a.example", "ap@a.example"]),
        ("Ann Ott <ann@a.example>", ["ann@a.example"]),
        ("mailto:ann@a.example", ["ann@a.example"]),
        ("ann@a.example;", ["ann@a.example"]),
        ("none", []),
        ("", []),
    ],
)
def test_what_is_plain_is_read(cell: str, found: list[str]) -> None:
    assert mail_addresses(cell) == found


@pytest.mark.parametrize(
    "cell",
    ["ann@a.example; bob@b.example", "x: bob@b.example;", '"ann@a.example"@b.example', "a@b@c.de"],
)
def test_no_address_is_picked_out_of_anything_else(cell: str) -> None:
    assert mail_addresses(cell) == [cell]
    assert problem(cell)


def test_naughty_addresses_reach_nobody(shared: Path) -> None:
    cases = json.loads((shared / "data/naughty/mail-header.json").read_text("utf-8"))["cases"]
    for case in cases:
        if case["field"] == "to_addr":
            usable = [one for one in mail_addresses(case["value"]) if not problem(one)]
            assert usable == (["a@acme.example"] if case["expect"] == "clean" else []), case["id"]
