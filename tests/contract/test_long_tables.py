"""A table of very many rows is written aligned and at once."""

from __future__ import annotations

import pytest

from collectwork.cli import output


def test_it_is_aligned_and_not_folded(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [{"name": f"Müller 株式会社 {n}", "amount": n} for n in range(3_000)]
    output.answer(rows, columns=(("name", "customer", "left"), ("amount", "amount", "right")))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 3_001
    assert lines[0].split() == ["customer", "amount"]
    assert lines[1].endswith("     0")
    assert lines[-1].endswith(" 2,999") or lines[-1].endswith(" 2999")


def test_an_empty_one_as_csv_has_its_header(capsys: pytest.CaptureFixture[str]) -> None:
    output.answer([], csv=True, columns=(("name", "customer", "left"), "amount"))
    assert capsys.readouterr().out == "name,amount\r\n"
