"""Small histories of ledgers for backtests, brought in the way people do it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from store_fixtures import ruled_by

from collectwork.domain.ledger import ReadOptions
from collectwork.usecases.desk import Desk
from collectwork.usecases.importing import bring_in

HEAD = "Customer No,Customer Name,Invoice,Type,Invoice Date,Due Date,Open Amount,Currency\n"
CASH = "Customer No,Invoice,Payment Date,Posted Date,Amount,Currency,Payment Reference\n"

RULES = """
[defaults]
currency = "any"
quiet_days = 5
[[rule]]
name = "all"
strategy = "calls"
[[strategy]]
name = "calls"
end = "the lead decides"
[[strategy.step]]
name = "call"
day = {day}
action = "call"
"""
LATE, EARLY = RULES.format(day=10), RULES.format(day=3)


def row(who: str, document: str, amount: int, due: str) -> str:
    """One invoice of a ledger."""
    return f"{who},Customer {who},{document},Invoice,2026-08-01,{due},{amount}.00,EUR\n"


class Past:
    """Ledgers one after the other, and two files of rules."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.folder = folder
        self.old, self.new = folder / "old.toml", folder / "new.toml"
        self.old.write_text(LATE, "utf-8")
        self.new.write_text(EARLY, "utf-8")
        self.desk = ruled_by(desk, LATE)
        self._files = 0

    def ledger(self, as_of: str, *rows: str) -> None:
        """A ledger of that day."""
        self._bring(HEAD + "".join(rows), "open-items", as_of)

    def cash(self, day: str, *rows: str) -> None:
        """A list of payments; rows are customer, invoice, received, posted, amount, ref."""
        self._bring(CASH + "".join(rows), "payments", day)

    def _bring(self, text: str, kind: str, as_of: str | None) -> None:
        self._files += 1
        path = self.folder / f"file-{self._files}.csv"
        path.write_text(text, "utf-8")
        day = date.fromisoformat(as_of) if as_of else None
        options = ReadOptions(as_of=day, kind=kind)
        bring_in(self.desk, path, options)

    def three_ledgers(self) -> None:
        """1 pays late and little by little, 2 pays before the third ledger, 3 comes with the
        second one."""
        one = row("1", "R1", 1000, "2026-10-01")
        two = row("2", "R2", 2000, "2026-09-20")
        three = row("3", "R3", 3000, "2026-10-08")
        self.ledger("2026-10-05", one, two)
        self.ledger("2026-10-12", one, two, three)
        self.ledger("2026-10-19", one, three)

    def customers(self, day: str | None, **segments: str) -> None:
        """A list of customers with their segments: ``customers(day, c1="retail")``."""
        rows = [f"{who[1:]},Customer {who[1:]},{value}\n" for who, value in segments.items()]
        self._bring("Customer No,Customer Name,Segment\n" + "".join(rows), "customers", day)
