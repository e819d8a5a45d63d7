"""The plan measured: a million open items, a hundred thousand accounts, forty rules, six
strategies; against the sums of these accounts by one bare statement, and as a table."""

from __future__ import annotations

import random
import shutil
import sqlite3
import statistics
from pathlib import Path

from bench import books
from bench.measures import DAY, Figures, against, import_words, run, timed
from bench.processes import with_readers
from collectwork import bootstrap
from collectwork.usecases import explaining

#: Seconds that Tryton's dunning run takes for 1,000 lines, measured at 10,000 lines on PostgreSQL.
TRYTON = 3.5
EXPLAINED = 100

_LADDER = (
    (-5, "mail"), (3, "mail"), (10, "call"), (18, "mail"), (25, "call"), (40, "mail"),
    (60, "escalate"),
)  # fmt: skip

_SUMS = """
    SELECT customer_id, currency, sum(open_minor) AS balance,
           sum(CASE WHEN due < :day THEN open_minor ELSE 0 END) AS past_due,
           sum(CASE WHEN due <= :day AND open_minor > 0 THEN open_minor ELSE 0 END) AS collect,
           sum(CASE WHEN open_minor < 0 THEN -open_minor ELSE 0 END) AS unapplied,
           min(CASE WHEN open_minor > 0 THEN due END) AS oldest, max(open_minor) AS largest,
           sum(CASE WHEN due < :day AND open_minor > 0 THEN 1 ELSE 0 END) AS overdue,
           count(*) AS items
    FROM item WHERE open_minor <> 0 GROUP BY customer_id, currency
"""


def rules() -> str:
    """Forty rules over what conditions may speak of, and six strategies of seven steps."""
    rng = random.Random(4)
    texts = [
        "to_collect > {0} and oldest_days >= {1} and segment is key",
        "limit_used > {1}% and days_past_due > {1}",
        "at least {2} broken promises and to_collect > {0}",
        "days_since_contact > {1} and past_due > {0} and country in (AT, CH)",
        "usual_lateness > {1} and open_items > {1}",
        "tags contains t{1} or owner is 'p{1}'",
        "paid_late > {1} and lead_amount > {0}",
        "days_past_due between {1} and {1}5 and balance > {0}0",
    ]
    parts = ['[defaults]\ncurrency = "any"\nquiet_days = 5\nmin_customer = 50\nmin_invoice = 5\n']
    for n in range(39):
        text = texts[n % len(texts)].format(
            rng.randrange(1, 90) * 1000, rng.randrange(20, 90), n % 4
        )
        does = f'strategy = "s{n % 6}"'
        parts.append(f'[[rule]]\nname = "r{n}"\nrank = {n}\nwhen = "{text}"\n{does}\n')
    parts.append('[[rule]]\nname = "rest"\nrank = 99\nstrategy = "s0"\n')
    for n in range(6):
        parts.append(f'[[strategy]]\nname = "s{n}"\n')
        for place, (day, action) in enumerate(_LADDER):
            condition = f'when = "to_collect > {1000 + place}"\n' if action == "call" else ""
            template = 'template = "first_notice"\n' if action == "mail" else ""
            parts.append(
                f'[[strategy.step]]\nname = "s{n} step {place}"\nday = {day}\n'
                f'action = "{action}"\n{condition}{template}'
            )
    return "\n".join(parts)


def plans(folder: Path, items: int, times: int) -> dict[str, Figures]:
    """All accounts listed; and a third of them, the others being not late enough."""
    config = folder / "plan.toml"
    (folder / "rules40.toml").write_text(rules(), "utf-8")
    config.write_text(f'[rules]\nfile = "{folder / "rules40.toml"}"\n', "utf-8")
    figures: dict[str, Figures] = {}
    for name, third in (("all", False), ("a third", True)):
        ledger = books.ledger(folder / "ledger.csv", items, items // 10)
        store = folder / f"plan-{third}.db"
        run(*import_words(ledger), "--store", str(store), *DAY)
        if third:
            _spare(store)
        figures |= _measured(store, config, items, name, times)
        store.unlink()
    return figures


def _spare(store: Path) -> None:
    """Two of three accounts owe nothing that is due yet."""
    with sqlite3.connect(store) as connection:
        connection.execute(
            "UPDATE item SET due = date(due, '+400 days') WHERE customer_id % 3 <> 0"
        )
    connection.close()


def _measured(store: Path, config: Path, items: int, name: str, times: int) -> dict[str, Figures]:
    sums, rebuilds, ours, peaks = [], [], [], []
    for number in range(times):
        fresh = store.with_suffix(f".{number}.db")
        shutil.copy(store, fresh)
        sums.append(timed(lambda store=fresh: _sum(store)))  # type: ignore[misc]
        rebuilds.append(timed(lambda store=fresh: _rebuild(store)))  # type: ignore[misc]
        words = ["plan", "--config", str(config), "--store", str(fresh), *DAY]
        seconds, peak, _ = with_readers(words)
        ours.append(seconds)
        peaks.append(peak)
        listed = _listed(fresh)
        explained = _explained(fresh, config) if number == times - 1 else {}
        for file in fresh.parent.glob(f"{fresh.name}*"):
            file.unlink()
    seconds = statistics.median(ours)
    by_thousand = seconds / (items / 1000)
    return {
        f"plan of {items:,} open items, {name} of {items // 10:,} accounts listed": (
            against("rebuild of the sums", rebuilds, ours)
            | {
                "sums by SELECT s": round(statistics.median(sums), 3),
                "listed": listed,
                "s per 1,000 lines": round(by_thousand, 4),
                "Tryton ÷ ours": round(TRYTON / by_thousand),
                "peak MiB": round(max(peaks)),
            }
            | explained
        )
    }


def _sum(store: Path) -> None:
    connection = sqlite3.connect(store)
    connection.execute(_SUMS, {"day": books.AS_OF.isoformat()}).fetchall()
    connection.close()


def _rebuild(store: Path) -> None:
    """The sums as a table, durable like everything that the plan writes."""
    connection = sqlite3.connect(store, isolation_level=None)
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute(
        f"CREATE TABLE rebuilt AS {_SUMS}".replace(":day", f"'{books.AS_OF.isoformat()}'")
    )
    connection.execute("DROP TABLE rebuilt")
    connection.close()


def _explained(store: Path, config: Path) -> Figures:
    """Every so many-th account explained, in one open store: the longest and the usual time."""
    desk = bootstrap.desk(config, str(store), "ana", books.AS_OF)
    took = []
    try:
        with desk.store.read() as tx:
            run = tx.plans.newest_run(desk.today)
        ids = range(1, (run.considered if run else EXPLAINED) + 1)
        for customer in ids[:: max(1, len(ids) // EXPLAINED)][:EXPLAINED]:
            took.append(timed(lambda id=customer: explaining.explain(desk, id)) * 1000)  # type: ignore[misc]
    finally:
        desk.store.close()
    took.sort()
    return {
        f"explain {len(took)} accounts p50 ms": round(statistics.median(took), 1),
        "p99 ms": round(took[round(len(took) * 0.99) - 1], 1),
    }


def _listed(store: Path) -> int:
    connection = sqlite3.connect(store)
    (listed,) = connection.execute("SELECT count(*) FROM work_line").fetchone()
    connection.close()
    return int(listed)
