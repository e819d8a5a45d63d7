"""The hand-over file: whole, reconciled with the store, defused, logged with its hashes."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from working.book import TODAY
from working.office import Office

from collectwork.domain.mail import Delivered
from collectwork.domain.message import parsed
from collectwork.errors import Conflict, InputRefused
from collectwork.usecases import accounts, disputes, hand_over_file, recording
from collectwork.usecases import proposals as use
from collectwork.usecases.desk import Agency
from collectwork.usecases.ports.outside import Way
from proposals.conftest import Ruled

NASTY = '=cmd|" /C calc"!A1\x1b]0;owned\x07 Müller & Söhne'


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    text = (folder / name).read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.fixture
def office(ruled: Ruled) -> Office:
    made = ruled("")
    made.book.contact(made.brenner, "Sabine Ott", role="payables", email="ott@example.com")
    recording.record(made.desk, made.brenner, "note", note=NASTY)
    return made


def test_the_folder_holds_everything_and_its_hashes_are_true(
    office: Office, tmp_path: Path
) -> None:
    done = hand_over_file.write(office.desk, office.brenner, tmp_path / "out")
    assert done.folder == tmp_path / "out" / "100231-2026-11-20"
    names = {str(path.relative_to(done.folder)) for path in done.folder.rglob("*.*")}
    assert names >= {"claims.csv", "totals.csv", "contacts.csv", "history.csv", "cover.pdf",
                     "statement.pdf", "manifest.json", "debtor.csv", "interest.csv"}  # fmt: skip
    manifest = json.loads((done.folder / "manifest.json").read_text("utf-8"))
    for one in manifest["files"]:
        content = (done.folder / one["name"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == one["sha256"] == done.files[one["name"]]
    assert {one["name"] for one in manifest["files"]} == names - {"manifest.json"}
    assert (done.folder / "cover.pdf").read_bytes().startswith(b"%PDF-")
    assert done.folder.stat().st_mode & 0o777 == 0o700
    assert (done.folder / "claims.csv").stat().st_mode & 0o777 == 0o600
    with office.book.store.read() as tx:
        entries = list(tx.log.walk())[-6:]
    assert [one.kind for one in entries if one.kind != "agency.sending"][-3:] == [
        "handed_over", "agency.queued", "agency.sent"
    ]  # fmt: skip
    entry = next(one for one in entries if one.kind == "agency.queued")
    assert entry.data["files"] == dict(done.files)


def test_its_totals_are_those_of_the_store(office: Office, tmp_path: Path) -> None:
    office.book.pay(office.brenner, "RE-1", 40_000, date(2026, 11, 10))
    fee = use.make(office.desk, "fee", office.brenner, "two notices", {"EUR": 1250})
    use.accept(office.desk, [fee.id], "yes")
    done = hand_over_file.write(office.desk, office.brenner, tmp_path)
    claims, (total,) = rows(done.folder, "claims.csv"), rows(done.folder, "totals.csv")
    cents = sum(round(float(one["open"]) * 100) for one in claims)
    assert cents == accounts.page(office.desk, office.brenner).balance["EUR"] == 110_000
    assert total["open"] == "1100.00"
    charged = sum(round(float(one["interest"]) * 100) for one in claims)
    assert round(float(total["interest"]) * 100) == charged > 0
    assert [one["fees"] for one in claims] == ["12.50 EUR", ""]
    assert (total["fees"], total["fixed_sums"], total["interest_complete"]) == (
        "12.50", "80.00", "yes",
    )  # fmt: skip
    lines = rows(done.folder, "interest.csv")
    assert [one["principal"] for one in lines if one["principal"]] == [
        "1000.00", "600.00", "500.00",
    ]  # fmt: skip


def test_without_a_rate_the_claim_says_why_it_has_no_figure(ruled: Ruled, tmp_path: Path) -> None:
    office = ruled("", rates=False)
    done = hand_over_file.write(office.desk, office.brenner, tmp_path)
    claims = rows(done.folder, "claims.csv")
    assert [one["interest"] for one in claims] == ["", ""]
    assert claims[0]["no_interest_because"].startswith("no rate known for DE from 2026-10-02")
    (total,) = rows(done.folder, "totals.csv")
    assert total["interest_complete"] == "no"


def test_text_of_others_is_defused(office: Office, tmp_path: Path) -> None:
    done = hand_over_file.write(office.desk, office.brenner, tmp_path)
    content = (done.folder / "history.csv").read_bytes()
    assert b"\x1b" not in content
    assert b"\x07" not in content
    (note,) = [one["text"] for one in rows(done.folder, "history.csv") if "calc" in one["text"]]
    assert note.startswith("'=")


def test_a_name_never_leaves_its_folder(office: Office, tmp_path: Path) -> None:
    sly = office.book.customer("../../etc/x", "Sly", [("RE-9", 100, date(2026, 10, 1))])
    done = hand_over_file.write(office.desk, sly, tmp_path / "out")
    assert done.folder.parent == tmp_path / "out"


def test_an_existing_folder_is_never_written_over(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "out"
    hand_over_file.write(office.desk, office.brenner, out)
    entries = office.book.entries()
    with pytest.raises(InputRefused, match="exists already"):
        hand_over_file.write(office.desk, office.brenner, out)
    assert office.book.entries() == entries
    assert [path.name for path in out.iterdir()] == ["100231-2026-11-20"]
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputRefused, match="Not written"):
        hand_over_file.must_be_writable(office.desk, tmp_path / "file")


def test_disputes_and_promises_are_listed(office: Office, tmp_path: Path) -> None:
    from collectwork.domain.disputes import DisputeInput
    from collectwork.domain.promises import PromiseInput

    first, second = office.items
    desk = office.desk
    promise = PromiseInput(((second, 50_000),), date(2026, 11, 27))
    recording.record(desk, office.brenner, "promise", promise=promise)
    recording.record(
        desk, office.brenner, "dispute", dispute=DisputeInput((first,), reason="short delivery")
    )
    assert disputes.disputes(desk)
    done = hand_over_file.write(desk, office.brenner, tmp_path)
    (promised,) = rows(done.folder, "promises.csv")
    (disputed,) = rows(done.folder, "disputes.csv")
    assert (promised["invoice"], promised["amount"]) == ("RE-2", "500.00")
    assert (disputed["invoice"], disputed["reason"]) == ("RE-1", "short delivery")
    assert [one["disputed"] for one in rows(done.folder, "claims.csv")] == ["1000.00", "0.00"]
    assert date.fromisoformat(promised["made_on"]) == TODAY


class Server:
    """A mailbox of the test: it keeps the ids of what it was handed."""

    name = "server"

    def __init__(self) -> None:
        self.sent: list[str] = []

    def prepare(self, message: bytes, message_id: str, *, again: bool = False) -> Delivered:
        return Delivered(ok=True)

    def deliver(self, message: bytes, message_id: str, reference: str | None) -> Delivered:
        self.sent.append(message_id)
        return Delivered(ok=True)

    def settle(self, message_id: str, reference: str | None) -> bool | None:
        return None


def test_it_is_mailed_to_the_agency_where_the_config_says_so(
    office: Office, tmp_path: Path
) -> None:
    server = Server()
    desk = replace(
        office.desk, agency=Agency(tmp_path, "files@agency.example"), sender="ar@seller.example",
        ways={"agency": Way(lambda name: server)},
    )  # fmt: skip
    hand_over_file.write(desk, office.brenner, tmp_path / "out")
    assert len(server.sent) == 1
    with desk.store.read() as tx:
        (row,) = tx.outbox.lines(channel="agency")
        job = tx.outbox.job(row.id)
    assert job is not None
    assert (row.state, row.to, job.mailbox) == ("sent", ("files@agency.example",), "mail:")
    attached = next(iter(parsed(job.message).iter_attachments()))
    assert (
        "100231-2026-11-20/manifest.json"
        in zipfile.ZipFile(
            io.BytesIO(attached.get_payload(decode=True))  # type: ignore[arg-type]
        ).namelist()
    )
    with pytest.raises(Conflict):
        hand_over_file.write(desk, office.brenner, tmp_path / "out")
