"""Templates and values that attack: refused by name and place, or harmless; limits hold."""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from collectwork.domain.mail import Letter
from collectwork.domain.message import message_bytes, parsed, recipients
from collectwork.domain.template_variables import listed
from collectwork.mail import lint, samples
from collectwork.mail.allowed import TemplateRefused
from collectwork.mail.templates import TemplateFolder

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
LETTER = Letter(
    1, "100231", "first_notice", "v", "Ana <ar@acme.example>", ("a@acme.example",), (),
    "Open invoices", "Dear reader\n", "<p>Dear reader</p>", (), (),
)  # fmt: skip
HEADERS = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"]
_SHOWN = [name for name, one in listed() if one.kind == "text" and "[]" not in name]
EVERY = " ".join(f"{{{{ {name} }}}}" for name in _SHOWN)
SOURCE = (
    f"subject: {EVERY}\n---\n{EVERY}\n\n{{% for item in items %}}\n- {{{{ item.document }}}} "
    "{{ item.po }}\n{% endfor %}\n\n{{ table }}\n"
)


def texts(shared: Path) -> list[str]:
    folder = shared / "data/naughty"
    found = list(json.loads((folder / "blns.json").read_text("utf-8")))
    for name in ("mail-header.json", "markup.json", "values.json", "terminal.json"):
        cases = json.loads((folder / name).read_text("utf-8"))["cases"]
        found += [str(case.get("text", case.get("value", ""))) for case in cases]
    found += (folder / "ssti.txt").read_text("utf-8").splitlines()
    whole = os.environ.get("COLLECTWORK_LONG")  # all of them take more than a minute
    return found if whole else found[:: len(found) // 40]


def everywhere(text: str) -> dict[str, Any]:
    """The text as every value that is one."""

    def put(value: Any) -> Any:
        if isinstance(value, str):
            return text
        if isinstance(value, dict):
            return {name: put(part) for name, part in value.items()}
        return [put(part) for part in value] if isinstance(value, list) else value

    return {name: put(value) for name, value in samples.full().items()}


def test_no_value_makes_a_header_or_markup(shared: Path) -> None:
    folder = TemplateFolder()
    for text in texts(shared):
        made = folder.render("try", "en", everywhere(text[:300]), SOURCE)
        assert "\n" not in made["subject"]
        for tag in ("<script", "<img", "<a ", "<iframe", "<h1", "<svg"):
            assert tag not in made["html"], text
        letter = replace(
            LETTER, subject=made["subject"][:200], text=made["text"][:400], html=made["html"][:400]
        )
        message = message_bytes(letter, "<cw.1@acme.example>", NOW)
        assert list(parsed(message).keys()) == HEADERS, text
        assert recipients(message) == ["a@acme.example"], text


def test_every_hostile_template_is_refused_with_its_place(shared: Path) -> None:
    folder = shared / "data/naughty"
    cases = json.loads((folder / "templates.json").read_text("utf-8"))["cases"]
    hostile = [case["text"] for case in cases if case["expect"] == "refuse"]
    lines = (folder / "ssti.txt").read_text("utf-8").splitlines()
    for text in [*hostile, *(line for line in lines if "{{" in line or "{%" in line)]:
        for source in (f"subject: x\n---\n{text}", f"subject: {' '.join(text.split())}\n---\nx"):
            began = time.thread_time()
            found = lint.of_source("try", "en", source, ["try"])
            assert time.thread_time() - began < 1
            assert [one.level for one in found[:1]] == ["error"], text
            assert found[0].line >= 1
            assert found[0].column >= 1
            with pytest.raises(TemplateRefused, match="The template 'try' is refused"):
                TemplateFolder().render("try", "en", samples.full(), source)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{{ customer.__class__ }}", "__class__"),
        ("{{ customer._sa_instance_state }}", "_sa_instance_state"),
        ("{{ customer.delete() }}", "a call (delete)"),
        ("{{ lipsum.__globals__ }}", "__globals__"),
        ("{{ ''.__class__.__mro__ }}", "__mro__"),
        ("{{ customer|attr('x') }}", "attr"),
        ("{% include '/etc/passwd' %}", "include"),
        ("{% set x = 1 %}", "set"),
        ("{% for x in range(9) %}{% endfor %}", "given lists"),
        ("{# hidden #}", "comments"),
    ],
)
def test_what_was_tried_is_named(text: str, named: str) -> None:
    (fault,) = lint.of_source("try", "en", f"subject: x\n---\nok\nab {text}", ["try"])
    assert named in fault.message
    assert (fault.line, fault.column >= 4) == (4, True)


def test_loops_over_much_end_in_time() -> None:
    many = {**samples.full(), "items": samples.full()["items"][:1] * 4_000}
    loops = "{% for a in items %}{% for b in items %}{{ b.document }}{% endfor %}{% endfor %}"
    began = time.thread_time()
    with pytest.raises(TemplateRefused, match=r"longer than 1 second|1,000,000"):
        TemplateFolder().render("try", "en", many, f"subject: x\n---\n{loops}")
    assert time.thread_time() - began < 2.5


@pytest.mark.parametrize(
    ("front", "said", "line"),
    [
        ("tone: loud", "tone: 'loud' is not known", 2),
        ("history: never_replied", "name that with family:", 2),
        ("family: nobody\nhistory: angry", "history: 'angry' is not known", 3),
        ("family: nobody", "there is no template 'nobody'", 2),
        ("family: try", "not the name of another template", 2),
        ("tone: firm\ntone: firm", "stands twice, first in line 2", 3),
        ("channel: pigeon", "one of mail, letter, sms, portal", 2),
        ("deadline: 99999999999999999999999", "1 to 90", 2),
    ],
)
def test_front_lines_are_refused_by_line(front: str, said: str, line: int) -> None:
    found = lint.of_source("try", "en", f"subject: x\n{front}\n---\n{{{{ table }}}}", ["try"])
    assert said in found[0].message
    assert found[0].line == line


def test_names_that_no_sample_meets_are_refused_too() -> None:
    text = "{% if history.mails > 900 %}{{ history.nmaes }}{% endif %}"
    (fault,) = lint.of_source("try", "en", f"subject: x\nlist: none\n---\n{text} reply", ["try"])
    assert "there is no 'nmaes' here" in fault.message
    row = "{% for one in promises %}{{ one.doe }}{% endfor %}"
    (fault,) = lint.of_source("try", "en", f"subject: x\nlist: none\n---\n{row} reply", ["try"])
    assert "there is no 'doe' here; did you mean 'due'?" in fault.message
    (fault,) = lint.of_source(
        "try", "en", "subject: x\nlist: none\n---\n{{ contact.name }}, reply", ["try"]
    )
    assert (fault.level, "may lack: ask with if first" in fault.message) == ("warning", True)
