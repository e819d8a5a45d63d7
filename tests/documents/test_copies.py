"""Copies of invoices: found by pattern, never outside the folder, never by guessing."""

from __future__ import annotations

import os
import tempfile
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from collectwork.documents.copies import Copies
from collectwork.documents.made import Made
from collectwork.domain.copies import Wanted, pattern_fault

PDF = b"%PDF-1.7 "


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PDF + name.encode())


def found(folder: Path, wanted: Wanted | str, *patterns: str) -> str:
    """The name of the file that is attached, or why none is."""
    asked = Wanted(wanted) if isinstance(wanted, str) else wanted
    copy = Copies(folder, patterns or ("{document}.pdf",)).copy(asked, 1_000)
    return copy.missing or copy.content.removeprefix(PDF).decode()


@pytest.mark.parametrize(
    ("pattern", "wanted", "name"),
    [
        ("{document}.pdf", Wanted("RE-1"), "RE-1.pdf"),
        ("{document}.pdf", Wanted("RE-1"), "re-1.PDF"),
        ("{document}.pdf", Wanted("RE/1"), "RE_1.pdf"),
        ("{document}.pdf", Wanted("RE/1"), "RE-1.pdf"),
        ("{document}.pdf", Wanted("RÉ-1"), "RE\u0301-1.pdf"),
        ("{year}/{document}.pdf", Wanted("RE-1", issued=date(2026, 1, 5)), "2026/RE-1.pdf"),
        ("{company}/{customer}_{document}.pdf", Wanted("1", "77", "DE01"), "DE01/77_1.pdf"),
        ("*/{document}.pdf", Wanted("RE-1"), "2025/RE-1.pdf"),
        ("*{document}*.pdf", Wanted("RE-1"), "100231 RE-1 copy.pdf"),
        ("*_{document}_*.pdf", Wanted("1001"), "x_1001_2026.PDF"),
    ],
)
def test_patterns(tmp_path: Path, pattern: str, wanted: Wanted, name: str) -> None:
    put(tmp_path, name, "other.pdf", "2025/other.pdf")
    assert found(tmp_path, wanted, pattern) == name


def test_nothing_is_guessed(tmp_path: Path) -> None:
    put(tmp_path, "RE-21001.pdf", "a_RE-7.pdf", "b_RE-7.pdf", "RE_9.pdf", "RE-9.pdf")
    assert found(tmp_path, "1001", "*{document}.pdf") == "none"
    assert found(tmp_path, "E-21001", "*{document}.pdf") == "none"
    assert found(tmp_path, "RE-7", "*_{document}.pdf") == "several"
    assert found(tmp_path, "RE/9") == "several"
    assert found(tmp_path, "-21001") == "none"
    assert found(tmp_path, "*", "{document}.pdf") == "none"


def test_patterns_are_tried_in_their_order(tmp_path: Path) -> None:
    put(tmp_path, "old/RE-1.pdf", "RE-1.pdf")
    assert found(tmp_path, "RE-1", "new/{document}.pdf", "old/{document}.pdf") == "old/RE-1.pdf"


def test_only_real_files_inside_the_folder(tmp_path: Path) -> None:
    folder = tmp_path / "invoices"
    put(folder, "RE-1.pdf")
    put(tmp_path, "secret.pdf")
    (folder / "RE-2.pdf").write_bytes(b"no pdf")
    (folder / "RE-3.pdf").symlink_to(tmp_path / "secret.pdf")
    (folder / "out").symlink_to(tmp_path)
    (folder / "RE-4.pdf").mkdir()
    (folder / "RE-5.pdf").write_bytes(PDF + b"x" * 2_000)
    os.mkfifo(folder / "RE-6.pdf")
    assert found(folder, "RE-1") == "RE-1.pdf"
    assert found(folder, "RE-2") == "unreadable"
    assert found(folder, "RE-5") == "large"
    for document in (
        "RE-3",
        "RE-4",
        "RE-6",
        "../secret",
        str(tmp_path / "secret"),
        "",
        "..",
        "\x00",
    ):
        assert found(folder, document) == "none", document
    assert found(folder, "secret", "out/{document}.pdf") == "none"
    assert found(folder, "secret", "*/{document}.pdf") == "none"
    assert Made().invoice_copy(Wanted("RE-1"), 1_000).missing == "no folder"


@settings(max_examples=60, deadline=None)
@given(
    st.text(max_size=20),
    st.sampled_from(["{document}.pdf", "*{document}*.pdf", "*/{document}.pdf"]),
)
def test_no_number_leads_out_of_the_folder(number: str, pattern: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "invoices"
        put(folder, "sub/RE-1.pdf", "RE-1.pdf")
        put(Path(place), "secret.pdf", "x/secret.pdf")
        copy = Copies(folder, (pattern,)).copy(Wanted(number), 1_000)
        assert b"secret" not in copy.content


def test_a_large_folder_is_read_once(tmp_path: Path) -> None:
    for number in range(3_000):
        (tmp_path / f"{number % 97}_RE-{number:06d}_a.pdf").touch()
    put(tmp_path, "5_RE-900000_a.pdf")
    copies = Copies(tmp_path, ("*_{document}_*.pdf",))
    assert copies.copy(Wanted("RE-900000"), 1_000).missing == ""
    began = time.perf_counter()
    for number in range(500):
        assert copies.copy(Wanted(f"RE-7{number:05d}"), 1_000).missing == "none"
    assert time.perf_counter() - began < 1.0
    put(tmp_path, "9_RE-900001_a.pdf")
    copies._known.clear()  # it is looked at again two seconds later
    assert copies.copy(Wanted("RE-900001"), 1_000).missing == ""


@pytest.mark.parametrize(
    "pattern",
    ["/x/{document}.pdf", "../{document}.pdf", "a/../{document}.pdf", "{document}", "x.pdf",
     "{document}/x.pdf", "{number}{document}.pdf", "**/{document}.pdf", "~/{document}.pdf",
     "a\\{document}.pdf", "C:{document}.pdf", "a//{document}.pdf"],
)  # fmt: skip
def test_patterns_that_are_refused(pattern: str) -> None:
    assert pattern_fault(pattern)
