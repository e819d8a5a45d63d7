"""People's decisions about receipts: what they change, what is refused, and what the log keeps."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from cash.made import DAY, NEXT, Owed, Paid, ledger, opens, shown, statement
from collectwork.domain.activity import new_id
from collectwork.domain.promises import PromiseInput
from collectwork.errors import CollectworkError, Conflict, InputRefused, NotFound
from collectwork.usecases import account_history, accounts, cash, cash_words, disputes, promises
from collectwork.usecases.desk import Desk
from collectwork.usecases.measures import payments_tab
from collectwork.usecases.recording import record

BOOK = [
    Owed("100231", "Brenner Logistik GmbH", "RE-1001", 100_000, date(2026, 10, 1)),
    Owed("100231", "Brenner Logistik GmbH", "RE-1002", 50_000),
    Owed("100231", "Brenner Logistik GmbH", "GS-1003", -10_000),
    Owed("100555", "Hansen & Söhne KG", "RE-1004", 30_000),
    Owed("100777", "Acme Ltd", "US-1", 30_000, currency="USD"),
]


@pytest.fixture
def paid(desk: Desk) -> Desk:
    """A receipt of 1,200.00 that nobody can place."""
    ledger(desk, BOOK)
    statement(desk, [Paid(120_000, "Danke", "Niemand", "DE70990077100044182207", ref="B1")])
    return desk


def item(desk: Desk, document: str) -> int:
    with desk.store.read() as tx:
        by_key, _ = tx.cash.items_named({"re1001", "re1002", "gs1003", "re1004", "us1"}, (), DAY)
        found = tx.cash.cash_items([id for ids in by_key.values() for id in ids])
    return next(one.id for one in found.values() if one.document == document)


def entries(desk: Desk) -> int:
    with desk.store.read() as tx:
        head = tx.log.head()
    return head.seq if head else 0


def test_a_receipt_is_applied_in_parts(paid: Desk) -> None:
    first = cash.apply(paid, 1, [(item(paid, "RE-1001"), 100_000)])
    assert (first.state, first.unapplied_minor) == ("part", 20_000)
    second = cash.apply(paid, 1, [(item(paid, "RE-1002"), 20_000)])
    assert (second.state, second.unapplied_minor) == ("applied", 0)
    assert opens(paid) == {"RE-1002": 30_000, "GS-1003": -10_000, "RE-1004": 30_000, "US-1": 30_000}
    back = cash.take_back(paid, 1, "another customer's")
    assert (back.state, back.unapplied_minor) == ("open", 120_000)
    assert opens(paid) == {one.document: one.open for one in BOOK}


@pytest.mark.parametrize(
    ("document", "minor", "said"),
    [
        ("RE-1004", 30_001, "300.00 EUR are open of RE-1004"),
        ("RE-1004", -1, "not possible"),
        ("RE-1004", 0, "not possible"),
        ("GS-1003", 5_000, "not possible"),
        ("US-1", 100, "in USD"),
    ],
)
def test_never_more_than_is_open(sqlite_desk: Desk, document: str, minor: int, said: str) -> None:
    ledger(sqlite_desk, BOOK)
    statement(sqlite_desk, [Paid(120_000, "Danke")])
    before = entries(sqlite_desk)
    with pytest.raises(InputRefused, match=said):
        cash.apply(sqlite_desk, 1, [(item(sqlite_desk, document), minor)])
    assert entries(sqlite_desk) == before
    assert shown(sqlite_desk).state == "open"


def test_never_more_than_came_in(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BOOK)
    statement(sqlite_desk, [Paid(20_000, "Danke")])
    with pytest.raises(InputRefused, match=r"200\.00 EUR are left"):
        cash.apply(sqlite_desk, 1, [(item(sqlite_desk, "RE-1004"), 30_000)])
    with pytest.raises(InputRefused, match="named twice"):
        cash.apply(sqlite_desk, 1, [(item(sqlite_desk, "RE-1004"), 100)] * 2)
    with pytest.raises(NotFound):
        cash.apply(sqlite_desk, 1, [(99_999, 100)])
    with pytest.raises(NotFound):
        cash.apply(sqlite_desk, 77, [(item(sqlite_desk, "RE-1004"), 100)])


def test_whoever_decides_second_is_refused(paid: Desk) -> None:
    seen = shown(paid).version
    cash.apply(paid, 1, [(item(paid, "RE-1001"), 100_000)], seen=seen)
    with pytest.raises(Conflict, match=r"changed since you looked \(by ana"):
        cash.apply(paid, 1, [(item(paid, "RE-1002"), 20_000)], seen=seen)
    with pytest.raises(InputRefused, match="a part of it is applied"):
        cash.set_aside(paid, 1, "interest")
    cash.apply(paid, 1, [(item(paid, "RE-1002"), 20_000)])
    with pytest.raises(Conflict, match=r"applied already \(by ana"):
        cash.put_on_account(paid, 1, 1)


DECISIONS: dict[str, Callable[[Desk, str], object]] = {
    "apply": lambda desk, key: cash.apply(desk, 1, [(item(desk, "RE-1004"), 30_000)], key=key),
    "account": lambda desk, key: cash.put_on_account(desk, 1, 1, key=key),
    "aside": lambda desk, key: cash.set_aside(desk, 1, "interest", key=key),
}


@pytest.mark.parametrize("name", DECISIONS)
def test_a_repeated_key_changes_nothing(paid: Desk, name: str) -> None:
    key = new_id()
    before = entries(paid)
    first = DECISIONS[name](paid, key)
    assert entries(paid) == before + 1
    assert DECISIONS[name](paid, key) == first
    assert entries(paid) == before + 1
    back = new_id()
    undone = cash.take_back(paid, 1, "wrong", key=back)
    assert cash.take_back(paid, 1, "wrong", key=back) == undone
    assert entries(paid) == before + 2
    assert opens(paid) == {one.document: one.open for one in BOOK}


def test_money_set_aside_counts_nowhere(paid: Desk) -> None:
    cash.set_aside(paid, 1, "tax refund")
    with paid.store.read() as tx:
        assert tx.measures.lines() == []
    assert [one.state for one in cash.receipts(paid, "set_aside")] == ["set_aside"]
    with pytest.raises(Conflict, match="set aside already"):
        cash.apply(paid, 1, [(item(paid, "RE-1004"), 100)])


def test_the_decision_stands_in_the_customers_history(paid: Desk) -> None:
    cash.apply(paid, 1, [(item(paid, "RE-1001"), 100_000), (item(paid, "RE-1004"), 20_000)])
    for number, document in (("100231", "RE-1001"), ("100555", "RE-1004")):
        customer = accounts.find(paid, number)
        with paid.store.read() as tx:
            lines = account_history.history(tx, customer, ())
        (said,) = [one for one in lines if one.kind == "cash.applied"]
        assert said.invoices == (document,)
        assert said.text == "1,200.00 EUR of Niemand applied to RE-1001, RE-1004."


def test_a_promise_is_kept_by_money_that_is_applied_later(paid: Desk) -> None:
    target = item(paid, "RE-1004")
    hansen = accounts.find(paid, "100555")
    record(paid.on(DAY), hansen.id, "promise",
           promise=PromiseInput(((target, 30_000),), DAY + timedelta(days=5)))  # fmt: skip
    later = paid.on(NEXT)
    cash.apply(later, 1, [(target, 30_000)])
    assert [one.state for one in promises.promises(later)] == ["kept"]
    cash.take_back(later, 1, "wrong")
    assert [one.state for one in promises.promises(later)] == ["open"]


def test_money_has_its_evidence_class_once_it_is_applied(paid: Desk) -> None:
    later = paid.on(NEXT)
    assert [one.row.cls for one in payments_tab.payments(later)] == ["unapplied"]
    cash.apply(later, 1, [(item(paid, "RE-1001"), 100_000)])
    rows = {one.document: one.row for one in payments_tab.payments(later)}
    assert rows["RE-1001"].cls == "no_contact"
    assert rows["RE-1001"].date_to == NEXT  # its value date, whenever it was decided
    assert sorted((row.cls, row.amount) for row in rows.values()) == [
        ("no_contact", 100_000), ("unapplied", 20_000),
    ]  # fmt: skip


def test_a_credit_may_be_used_up(paid: Desk) -> None:
    lines = [(item(paid, "GS-1003"), -10_000), (item(paid, "RE-1001"), 100_000),
             (item(paid, "RE-1004"), 30_000)]  # fmt: skip
    assert cash.apply(paid, 1, lines).state == "applied"
    assert opens(paid) == {"RE-1002": 50_000, "US-1": 30_000}


def test_a_dispute_is_proposed_where_it_is_asked_for(paid: Desk) -> None:
    done = cash.apply(paid, 1, [(item(paid, "RE-1001"), 90_000)], dispute_short=True)
    (line,) = disputes.disputes(paid, "proposed")
    assert (line.id, line.amount) == (done.disputes[0], 10_000)
    disputes.decline(paid, line.id, "they will pay")
    assert disputes.disputes(paid)[0].state == "declined"
    with pytest.raises(InputRefused, match="declined already"):
        disputes.confirm(paid, line.id)
    cash.take_back(paid, 1, "wrong")
    cash.apply(paid, 1, [(item(paid, "RE-1001"), 90_000)], dispute_short=True)
    cash.take_back(paid, 1, "wrong again")  # and with it its proposal
    assert disputes.disputes(paid, "proposed") == []


def test_what_was_taken_back_is_not_applied_again_by_itself(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BOOK)
    statement(sqlite_desk, [Paid(30_000, "RE-1004", "Hansen & Söhne KG")])
    cash.take_back(sqlite_desk, 1, "wrong")
    ledger(sqlite_desk, BOOK, as_of=DAY - timedelta(days=0))
    ledger(sqlite_desk, [*BOOK, Owed("9", "Neu", "RE-9999", 1)], as_of=NEXT)
    assert shown(sqlite_desk).state == "open"


def test_words_become_lines(sqlite_desk: Desk) -> None:
    ledger(sqlite_desk, BOOK)
    statement(sqlite_desk, [Paid(120_000, "Danke")])
    cash_words.apply(sqlite_desk, 1, ["re 1001", "GS-1003"])
    assert [(one.document, one.minor) for one in shown(sqlite_desk).lines] == [
        ("GS-1003", -10_000), ("RE-1001", 100_000),
    ]  # fmt: skip
    cash_words.apply(sqlite_desk, 1, ["RE-1004=100,50"])
    assert shown(sqlite_desk).unapplied_minor == 19_950
    for words, said in (
        (["RE-7"], "no invoice"), (["US-1"], "no invoice"), (["RE-1004=900"], "are open of"),
        (["RE-1004=x"], "x"), ([], "at least one"),
    ):  # fmt: skip
        with pytest.raises(InputRefused, match=said):
            cash_words.apply(sqlite_desk, 1, words)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_done_the_sums_hold(sqlite_desk: Desk, seed: int) -> None:
    """Lines and unapplied money come to the receipt, nothing is paid beyond what was open, and a
    store where everything was taken back stands as the ledger said."""
    rng = random.Random(seed)
    book = [
        Owed(str(n // 4), f"Kunde {n // 4}", f"RE-{1000 + n}", rng.randrange(-5_000, 50_000) or 1)
        for n in range(24)
    ]
    ledger(sqlite_desk, book)
    statement(sqlite_desk, [
        Paid(rng.randrange(1, 60_000), rng.choice([f"RE-{1000 + n}", "Danke", None]),
             f"Kunde {n // 4}", f"DE{n:020d}", ref=f"B{n}")
        for n in range(12)
    ])  # fmt: skip
    ids = [one.id for one in cash.receipts(sqlite_desk)]
    with sqlite_desk.store.read() as tx:
        items = sorted(
            item.id for items in tx.cash.open_of(range(1, 30)).values() for item in items
        )
    for _ in range(60):
        some = [
            (rng.choice(items), rng.randrange(-3_000, 40_000)) for _ in range(rng.randrange(1, 3))
        ]
        act = rng.choice([
            lambda id, some=some: cash.apply(sqlite_desk, id, some, dispute_short=len(some) > 1),
            lambda id: cash.apply_best(sqlite_desk, id),
            lambda id: cash.put_on_account(sqlite_desk, id, rng.randrange(1, 6)),
            lambda id: cash.set_aside(sqlite_desk, id, "aside"),
            lambda id: cash.take_back(sqlite_desk, id, "back"),
        ])  # fmt: skip
        try:
            act(rng.choice(ids))
        except CollectworkError:
            continue
        check(sqlite_desk, book)
    for id in ids:
        if next(one for one in cash.receipts(sqlite_desk) if one.id == id).state != "open":
            cash.take_back(sqlite_desk, id, "all back")
    assert opens(sqlite_desk) == {one.document: one.open for one in book}


def check(desk: Desk, book: list[Owed]) -> None:
    left = opens(desk)
    for one in book:
        low, high = sorted((0, one.open))
        assert low <= left.get(one.document, 0) <= high
    with desk.store.read() as tx:
        rows = tx.measures.lines()
        receipts = tx.cash.receipts()
    for one in receipts:
        assert sum(line.minor for line in one.lines) + one.unapplied_minor == one.amount_minor
        assert (one.state == "applied") == (one.unapplied_minor == 0)
    held = sum(one.amount_minor for one in receipts if one.state != "set_aside")
    assert sum(row.amount for row in rows if row.kind == "payment") == held


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_imports_makes_no_difference(
    sqlite_desk: Desk, seed: int, sqlite_url: str, make_desk: Callable[..., Desk]
) -> None:
    rng = random.Random(seed)
    book = [
        Owed(str(n // 3), f"Kunde {n // 3}", f"RE-{1000 + n}", rng.randrange(1, 50_000))
        for n in range(15)
    ]
    paid = [
        Paid(one.open, one.document, one.name, ref=f"B{n}", day=NEXT + timedelta(days=n % 4))
        for n, one in enumerate(rng.sample(book, 9))
    ]
    steps: list[Callable[[], object]] = [
        lambda: ledger(sqlite_desk, book),
        lambda: statement(sqlite_desk, paid[:5]),
        lambda: statement(sqlite_desk, paid[5:]),
    ]
    rng.shuffle(steps)
    for step in steps:
        step()
    gone = {one.text for one in paid}
    assert opens(sqlite_desk) == {o.document: o.open for o in book if o.document not in gone}
    assert {one.state for one in cash.receipts(sqlite_desk)} == {"applied"}
