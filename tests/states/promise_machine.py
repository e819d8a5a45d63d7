"""A machine of random days on two invoices: the store against the plain reference."""

from __future__ import annotations

import copy
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from working.book import Book

from collectwork.domain.account import PromiseLine
from collectwork.domain.promises import Instalment, PromiseInput
from collectwork.errors import InputRefused
from collectwork.usecases import promises
from collectwork.usecases.desk import Desk
from collectwork.usecases.recording import record, undo
from states.reference import Invoice, Movement, Promised, Seen, live_through, next_level

DAY = timedelta(days=1)
FREEZE = 6
TOLERANCE = 2
BILLED = (1000, 400)


class PromiseMachine(RuleBasedStateMachine):
    """``desk`` is set by the test; each example works on a customer of its own."""

    desk: Desk
    examples = 0

    @initialize()
    def begin(self) -> None:
        type(self).examples += 1
        self.book = Book(self.desk.store)  # type: ignore[arg-type]
        self.book.runs = type(self).examples * 1000
        self.today = self.desk.today
        due = date(2026, 10, 1)
        documents = [(f"R{self.book.runs}-{n}", minor, due) for n, minor in enumerate(BILLED)]
        self.customer = self.book.customer(f"N{self.book.runs}", "Brenner", documents)
        self.documents = [document for document, _, _ in documents]
        self.items = [self.book.item(self.customer, one) for one in self.documents]
        self.invoices = [Invoice(minor) for minor in BILLED]
        self.known: list[Promised] = []
        self.plans = 0
        self.before: list[Promised] | None = None  # what an undo brings back
        self.same_day = False

    # -- what people do

    @rule(which=st.integers(0, 1), share=st.integers(1, 100), ahead=st.integers(0, 8))
    def promise(self, which: int, share: int, ahead: int) -> None:
        minor = self.open(which) * share // 100
        if minor > 0:
            self.make([(self.today + DAY * ahead, which, minor)])

    @rule(first=st.integers(0, 4), gap=st.integers(1, 5), cut=st.integers(10, 90))
    def plan(self, first: int, gap: int, cut: int) -> None:
        whole = self.open(0)
        early = whole * cut // 100
        if early > 0 and whole > early:
            day = self.today + DAY * first
            self.make([(day, 0, early), (day + DAY * gap, 0, whole - early)])

    @precondition(lambda self: self.known)
    @rule(pick=st.integers(0, 99), whole_plan=st.booleans())
    def withdraw(self, pick: int, whole_plan: bool) -> None:
        one = self.known[pick % len(self.known)]
        before = copy.deepcopy(self.known)
        running = self.running(one)
        try:
            promises.withdraw(self.here, one.id[-8:], "said so", plan=whole_plan)
        except InputRefused:
            assert not running
            return
        assert running
        gone = [p for p in self.known if p.plan == one.plan and self.running(p)]
        gone = gone if whole_plan else [one]
        for later in self.known:
            less = sum(
                p.amount for p in gone
                if p.plan == later.plan and p.item == later.item and p.due < later.due
            )  # fmt: skip
            if later not in gone and not later.ended:
                later.ahead = max(0, later.ahead - less)
        for withdrawn in gone:
            withdrawn.ended = "withdrawn"
        self.before = before

    @precondition(lambda self: self.before is not None)
    @rule()
    def take_back(self) -> None:
        undo(self.here)
        self.known = self.before or []
        self.before = None

    # -- what happens

    @rule(which=st.integers(0, 1), share=st.integers(1, 110))
    def pay(self, which: int, share: int) -> None:
        minor = max(1, BILLED[which] * share // 100)
        self.move(which, minor, "payment")

    @rule(which=st.integers(0, 1), share=st.integers(1, 60))
    def credit(self, which: int, share: int) -> None:
        minor = min(self.open(which), BILLED[which] * share // 100)
        if minor > 0:
            self.move(which, minor, "credit_note")

    @rule(which=st.integers(0, 1))
    def give_back(self, which: int) -> None:
        paid = [m.minor for m in self.invoices[which].movements if m.money and m.minor > 0]
        back = -sum(m.minor for m in self.invoices[which].movements if m.minor < 0)
        if paid and paid[-1] + back <= sum(paid):
            self.move(which, -paid[-1], "reversal")

    @rule(days=st.integers(1, 5))
    def days_pass(self, days: int) -> None:
        self.today += DAY * days

    @rule()
    def evaluate(self) -> None:
        promises.evaluate(self.here)
        stored = {row["id"]: row for row in self.book.rows("promise")}
        for line, seen in self.pairs():
            row = stored[line.id]
            if not seen.frozen or self.never_frozen(line):
                continue
            assert row["frozen"]
        for one in self.known:
            if not one.ended and one.confirmed_by_newer is None:
                seen = self.seen(one)
                row = stored[one.id]
                got = (row["state"], row["received_minor"], row["late_minor"], row["frozen"])
                assert got == (seen.state, seen.received, seen.late, seen.frozen)
        assert promises.evaluate(self.here) == {}
        self.replayed(stored)

    def replayed(self, stored: dict[str, dict[str, object]]) -> None:
        """The entries alone, one after the other, come to the rows as they are kept."""
        with self.desk.store.read() as tx:
            entries = list(tx.log.walk())
        rows: dict[str, tuple[str, bool]] = {}
        before: dict[str, dict[str, list[str]]] = {}
        own = {one.id for one in self.known}
        for entry in entries:
            body = entry.data
            before[entry.id] = body.get("undo", {}).get("promises", {})
            for made in body.get("promise", ()) if entry.kind == "promise.made" else ():
                rows[made["id"]] = ("open", False)
            for id in body.get("superseded", ()):
                rows[id] = ("superseded", rows[id][1])
            for judged in body.get("judged", ()):
                rows[judged["id"]] = (judged["is"], True)
            for id in body.get("promises", ()) if entry.kind == "promise.withdrawn" else ():
                rows[id] = ("withdrawn", False)
            for change in body.get("changes", ()) if entry.kind == "promise.evaluated" else ():
                rows[change["id"]] = (change["is"], rows[change["id"]][1])
            for id in body.get("frozen", ()) if entry.kind == "promise.evaluated" else ():
                rows[id] = (rows[id][0], True)
            if entry.kind == "undone":
                was = before[body["target"]]
                rows.update({id: (state, False) for id, (state, _) in was.items()})
        kept = {id: (stored[id]["state"], stored[id]["frozen"]) for id in own}
        assert {id: rows[id] for id in own} == kept

    # -- what must hold

    @invariant()
    def agrees(self) -> None:
        if not hasattr(self, "known"):
            return
        for line, seen in self.pairs():
            one = next(p for p in self.known if p.id == line.id)
            assert (line.state, line.level) == (seen.state, one.level)
            if not one.ended:
                assert (line.received, line.late) == (seen.received, seen.late)
                assert line.frozen == seen.frozen
        for which in (0, 1):
            live = {p.plan for p in self.known if p.item == which and self.unconfirmed(p)}
            assert len(live) <= 1

    # -- the rest

    @property
    def here(self) -> Desk:
        return self.desk.on(self.today)

    def never_frozen(self, line: PromiseLine) -> bool:
        return line.state in ("withdrawn", "superseded")

    def open(self, which: int) -> int:
        return self.invoices[which].open_on(self.today)

    def seen(self, one: Promised) -> Seen:
        return live_through(one, self.invoices[one.item], self.today, FREEZE)

    def running(self, one: Promised) -> bool:
        seen = self.seen(one)
        settled = one.ended or seen.frozen or one.until < self.today
        return not settled and seen.state in ("open", "partly_kept")

    def unconfirmed(self, one: Promised) -> bool:
        return not one.ended and not self.seen(one).frozen

    def pairs(self) -> list[tuple[PromiseLine, Seen]]:
        lines = promises.promises(self.here, None, self.customer)
        by_id = {one.id: one for one in self.known}
        assert {line.id for line in lines} == set(by_id)
        return [(line, self.seen(by_id[line.id])) for line in lines]

    def move(self, which: int, minor: int, kind: str) -> None:
        self.book.pay(self.customer, self.documents[which], minor, self.today, kind)
        money = kind != "credit_note"
        self.invoices[which].movements.append(Movement(self.today, minor, money))

    def make(self, parts: list[tuple[date, int, int]]) -> None:
        before = copy.deepcopy(self.known)
        lines = [Instalment(due, ((self.items[which], minor),)) for due, which, minor in parts]
        wanted = PromiseInput(lines[0].lines, lines[0].due, later=tuple(lines[1:]))
        done = record(self.here, self.customer, "promise", promise=wanted, override="tested")
        which = parts[0][1]
        level = self.level(which)
        for one in self.known:
            if one.item == which and not one.ended and one.confirmed_by_newer is None:
                seen = self.seen(one)
                if seen.frozen:
                    continue
                if seen.state in ("open", "partly_kept") and self.today <= one.until:
                    one.ended = "superseded"
                else:
                    one.confirmed_by_newer = (seen.state, seen.received, seen.late)
        self.plans += 1
        with self.desk.store.read() as tx:
            made = sorted(tx.promises.of_entry(done.entry_id), key=lambda line: line.due)
        ahead = 0
        for number, (line, (due, item, minor)) in enumerate(zip(made, parts, strict=True), 1):
            assert (line.part, line.parts, line.due) == (number, len(parts), due)
            last = number == len(parts)
            self.known.append(
                Promised(line.id, item, minor, self.today, due, TOLERANCE, level, self.plans,
                         ahead, last)
            )  # fmt: skip
            ahead += minor
        self.before = before

    def level(self, which: int) -> int:
        """By the newest promise; of a plan by a part that was not kept, if there is one."""
        own = [p for p in self.known if p.item == which]
        if not own:
            return 1
        plan = [p for p in own if p.plan == own[-1].plan]
        states = {p.id: self.seen(p).state for p in plan}
        unkept = [p for p in plan if states[p.id] != "kept"]
        chosen = (unkept or plan)[0]
        return next_level(chosen, states[chosen.id])
