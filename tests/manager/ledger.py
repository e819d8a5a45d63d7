"""A small book with a history that one can check by hand, written straight into a store."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import insert

from collectwork.domain.actions import Action
from collectwork.domain.activity import Draft, new_id
from collectwork.store.door import Store
from collectwork.store.tables import table

TODAY = date(2026, 11, 20)  # a Friday
PEOPLE = ("ana", "ben")
NAMES = (
    "Brenner Logistik", "Nordlicht Handel", "[red]x[/]", "Kern & Söhne", "Voss Maschinenbau",
    "Petersen KG", "Ammer Glas", "Harz Papier",
)  # fmt: skip
CODES = {
    "no_answer": ("call", False, True, False),
    "voicemail": ("call", True, True, False),
    "will_pay": ("call", True, True, True),
    "promise": ("call", True, True, True),
    "mail": ("mail", True, False, False),
}


def ago(days: int) -> date:
    return TODAY - timedelta(days)


class Ledger:
    """Writes the rows; ids count from one in the order written."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.actions: list[Draft] = []

    def row(self, table: str, /, **values: Any) -> int:
        rows = self.rows.setdefault(table, [])
        rows.append(values)
        return len(rows)

    def action(
        self, customer: int, code: str, day: date, who: str, *items: int,
        entered: date | None = None, **more: Any,
    ) -> str:  # fmt: skip
        channel, contact, attempt, talk = CODES[code]
        id = new_id()
        action = Action(
            "call" if channel == "call" else "mail", code, channel, customer, str(100 + customer),
            day, items=items, contact=contact, attempt=attempt, right_party=talk,
            happened_at=f"{day}T09:00:00.000000Z", claimed_by=who,
            details={"claimed_entry_at": f"{entered or day}T09:05:00.000000Z"}, **more,
        )  # fmt: skip
        self.actions.append(action.draft(id))
        return id

    def written(self) -> None:
        with self.store.write() as work:
            for name, rows in self.rows.items():
                work.connection.execute(insert(table(name)), rows)
            work.record_all(self.actions or [Draft("import", None, {})])


def build(store: Store) -> None:
    """Eight customers of two collectors, four weekly ledgers, lists of the last five days."""
    book = Ledger(store)
    for who in PEOPLE:
        book.row("person", login=who, name=who.capitalize(), role="collector", team="one",
                 seniority=1, capacity=4, active=True)  # fmt: skip
    runs = [
        book.row(
            "import_run", id=n + 1, key=f"run{n}", fingerprint=f"f{n}", kind="open-items",
            file_name=f"w{n}.csv", file_sha256="", company="", as_of=ago(days), rows=0, items=0,
            customers=0, rejects=0, reconciled="", actor="ana", at=f"{ago(days)}T05:00:00.000000Z",
        )
        for n, days in enumerate((28, 14, 7, 0))
    ]  # fmt: skip
    for n, name in enumerate(NAMES, start=1):
        book.row(
            "customer", id=n, key=str(100 + n), number=str(100 + n), name=name, name_key=name,
            owner=PEOPLE[n % 2], pinned=0, version=1,
        )  # fmt: skip
    ids = {}
    for n in range(1, len(NAMES) + 1):
        for line, (due, amount) in enumerate(((ago(40), 1000_00 * n), (ago(-20), 500_00)), 1):
            id = len(ids) + 1
            ids[n, line] = id
            gone = n in (1, 2, 7) and line == 1
            book.row(
                "item", id=id, customer_id=n, company="", document=f"RE-{n}{line}", line=1,
                kind="invoice", currency="EUR", original_minor=amount, ledger_minor=0 if gone
                else amount, open_minor=0 if gone else amount, issued=due - timedelta(30),
                due=due, first_import_id=runs[0], first_open_minor=amount, last_import_id=runs[-1],
            )  # fmt: skip
    events(book, ids)
    lists(book)
    book.written()


def events(book: Ledger, ids: dict[tuple[int, int], int]) -> None:
    """Customer 1 keeps a promise, 2 pays after a mail, 7 is seen to pay between two ledgers."""
    made = book.action(1, "promise", ago(12), "ben", ids[1, 1])
    for customer, state, got in ((1, "kept", 1000_00), (3, "broken", 0)):
        entry = made if customer == 1 else book.action(3, "promise", ago(12), "ben", ids[3, 1])
        book.row(
            "promise", id=f"p{customer}", entry_id=entry, customer_id=customer,
            item_id=ids[customer, 1], actor="ben", currency="EUR",
            amount_minor=1000_00 * customer, made_on=ago(12), due=ago(8), tolerance_days=3,
            level=1, state=state, received_minor=got, frozen=False,
        )  # fmt: skip
    book.action(2, "mail", ago(10), "ana", ids[2, 1])
    book.action(7, "voicemail", ago(5), "ben", ids[7, 1])
    book.action(4, "no_answer", ago(3), "ana", ids[4, 1])
    book.action(5, "will_pay", ago(0), "ben", ids[5, 1])
    for customer, days in ((1, 9), (2, 6)):
        book.row(
            "payment", line_key=f"l{customer}", ref=f"P{customer}", kind="payment", company="",
            customer_id=customer, item_id=ids[customer, 1], currency="EUR",
            amount_minor=1000_00 * customer, received=ago(days), posted=ago(days - 1),
        )  # fmt: skip
    for customer, run, after, until in ((1, 3, 14, 7), (2, 4, 7, 0), (7, 4, 7, 0)):
        book.row(
            "item_event", import_id=run, item_id=ids[customer, 1], kind="paid",
            before_minor=1000_00 * customer, after_minor=0, after=ago(after), until=ago(until),
        )  # fmt: skip
    book.row("follow_up", id="f1", entry_id="x", customer_id=4, kind="next", due=ago(-2),
             quiet=False, state="open")  # fmt: skip


def lists(book: Ledger) -> None:
    """The last five days; ben works from the end of his list today."""
    book.row("ruleset", version="v1", text="", since="2026-10-01T00:00:00.000000Z", actor="ana")
    for days in range(4, -1, -1):
        run = book.row(
            "plan_run", id=5 - days, day=ago(days),
            made_at=f"{ago(days)}T06:00:00.000000Z", actor="ana", ruleset="v1",
            considered=8, listed=5, cleared=0, source="planned",
        )  # fmt: skip
        for who, customers in (("ana", (8, 6, 4)), ("ben", (3, 5))):
            for rank, customer in enumerate(customers, start=1):
                done = days == 0 and customer == 5
                book.row(
                    "work_line", run_id=run, customer_id=customer, collector=who, rank=rank,
                    currency="EUR", to_collect_minor=1000_00 * customer,
                    past_due_minor=1000_00 * customer, oldest_days=40 - days,
                    score=900_000 - 100_000 * rank, value=0, waiting_days=0, strategy="standard",
                    step="first_call", action="call", state="done" if done else "open",
                )  # fmt: skip
