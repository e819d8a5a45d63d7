"""Commands about mails: names, exit codes and keys that scripts rely on. On a made-up book."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import TODAY, Cli, Said

VERSION = "template language version seen_at seen_by used_at approved_by approved_at note"
RATE = {"hits", "n", "share", "low", "high"}


@pytest.fixture
def lead(bare: Cli, store: Path) -> Cli:
    """Calls the program as the administrator."""

    def call(*words: str) -> Said:
        return bare(*words, "--store", str(store), "--as", "admin", "--today", TODAY)

    return call


def keys(words: str) -> set[str]:
    return set(words.split())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("templates", "list"),
            "template language version tone state approved_by approved_at used_at family step "
            "history list deadline about",
        ),
        (("templates", "vars"), "name type may_lack meaning"),
        (("suggestions",), None),
        (("letters",), None),
        (("templates", "check", "first_notice"), None),
        (("templates", "history", "first_notice"), None),
    ],
    ids=lambda one: " ".join(one) if isinstance(one, tuple) else "",
)
def test_lists_are_one_json_document_and_csv(
    cli: Cli, words: tuple[str, ...], said: str | None
) -> None:
    found = cli(*words, "--json")
    assert found.code == 0, found.err
    assert isinstance(found.json, list)
    for row in found.json:
        assert keys(said or "") <= set(row)
    if said is not None:
        assert found.json
    assert cli(*words, "--csv").code == 0


def test_templates_are_shown_previewed_and_checked(cli: Cli, tmp_path: Path) -> None:
    head = cli("audit", "head", "--json").json
    shown = cli("templates", "show", "first_notice", "--language", "de", "--json")
    assert keys("template language version tone source") <= set(shown.json)
    assert shown.json["language"] == "de"
    assert cli("templates", "show", "first_notice").out.startswith("subject:")
    number = cli("worklist", "--limit", "1", "--json").json[0]["customer"]
    seen = cli("templates", "preview", "statement", number, "--json")
    assert seen.code == 0, seen.err
    assert {"subject", "text", "to"} <= set(seen.json)
    bad = tmp_path / "bad.en.j2"
    bad.write_text("subject: x\n---\n{{ customer.__class__ }}\n", "utf-8")
    refused = cli("templates", "check", str(bad), "--json")
    assert refused.code == 3
    assert keys("file line column message level") <= set(json.loads(refused.out)[0])
    assert cli("audit", "head", "--json").json == head


@pytest.mark.parametrize(
    "words",
    [
        ("templates", "show", "no_such"),
        ("templates", "show", "first_notice", "--version", "ffff"),
        ("templates", "history", "no_such"),
        ("templates", "diff", "first_notice", "ffff"),
        ("templates", "approve", "no_such"),
        ("templates", "approve", "first_notice", "--language", "xx"),
        ("templates", "test", "no_such", "a", "b"),
        ("templates", "test", "first_notice", "first_notice", "first_notice"),
        ("templates", "test", "first_notice", "--stop"),
        ("templates", "compare", "no_such"),
        ("templates", "compare", "first_notice", "first_notice"),
        ("templates", "preview", "first_notice", "nobody of that name"),
        ("templates", "check", "no_such"),
        ("inbox", "show", "999999"),
        ("suggestions", "accept", "999999"),
        ("letters", "reprint", "no_such"),
        ("batch", "--template", "no_such", "--yes"),
    ],
    ids=" ".join,
)
def test_refused_is_3_with_a_sentence(lead: Cli, words: tuple[str, ...]) -> None:
    said = lead(*words)
    assert said.code == 3, (said.out, said.err)
    assert said.err.strip()
    assert "Traceback" not in said.err


@pytest.mark.parametrize(
    "words",
    [
        ("templates", "test", "first_notice"),
        ("templates", "test", "first_notice", "a"),
        ("templates", "test", "first_notice", "a", "b", "--stop"),
        ("templates", "no_such"),
        ("templates", "show"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(lead: Cli, words: tuple[str, ...]) -> None:
    assert lead(*words).code == 2


def test_a_template_is_approved_tried_and_compared(lead: Cli, cli: Cli) -> None:
    approved = lead("templates", "approve", "first_notice", "--note", "as agreed", "--json")
    assert approved.code == 0, approved.err
    assert {row["approved_by"] for row in approved.json} == {"admin"}
    for row in approved.json:
        assert keys(VERSION) <= set(row)
    assert lead("templates", "history", "first_notice", "--json").json
    version = approved.json[0]["version"]
    same = lead("templates", "diff", "first_notice", version, "--json")
    assert keys("template old new lines") <= set(same.json)
    begun = lead(
        "templates", "test", "first_notice", "first_notice", "first_notice_friendly", "--json"
    )
    assert keys("test template a b began_at ended_at") <= set(begun.json)
    conflict = lead("templates", "test", "first_notice", "first_notice", "second_notice")
    assert conflict.code == 3
    found = lead("templates", "compare", "first_notice", "--json").json
    assert keys("template a b answers payments verdict words hours") <= set(found)
    assert keys("a b b_better loss_a loss_b verdict") <= set(found["answers"])
    assert set(found["answers"]["a"]) >= RATE
    assert found["verdict"] == "not enough data"
    stopped = lead("templates", "test", "first_notice", "--stop", "--json")
    assert stopped.json["ended_at"]


def test_collectors_neither_approve_nor_try(bare: Cli, store: Path) -> None:
    where = ("--store", str(store), "--as", "ben", "--today", TODAY)
    for words in (
        ("templates", "approve", "first_notice"),
        ("templates", "test", "first_notice", "first_notice", "first_notice_friendly"),
        ("templates", "test", "first_notice", "--stop"),
    ):
        said = bare(*words, *where)
        assert said.code == 3
        assert "a lead" in said.err
        assert "is collector here" in said.err


def test_a_batch_is_looked_at_before_anything_is_queued(cli: Cli) -> None:
    head = cli("audit", "head", "--json").json
    looked = cli("batch", "--dry-run", "--json")
    assert looked.code == 0, looked.err
    assert looked.json
    assert cli("audit", "head", "--json").json == head
    asked = cli("batch")
    assert asked.code == 3
    assert "--yes" in asked.err


def test_the_inbox_says_counts_and_lists(cli: Cli) -> None:
    found = cli("inbox", "--json")
    assert found.code == 0, found.err
    assert keys("counts messages mailboxes") <= set(found.json)
    assert keys("triage filed done ignored") <= set(found.json["counts"])
    for row in found.json["messages"]:
        assert keys("id at customer state") <= set(row)
    assert cli("inbox", "--csv").code == 0
