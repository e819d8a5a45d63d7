"""What people did and agreed, as it was known on a day; and work that a replay makes up.

What is recorded stands in the tables themselves. Each set of rules then works on a connection of
its own whose temporary tables of the same names lie over them: what the team did before the replay
begins, and from then on what working its lists comes to. So the ordinary planning reads both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, delete, insert, text

from collectwork.domain.worklist import WRITTEN_ACTIONS, PlannedLine
from collectwork.store.tables import table

#: Rows known on a day, then what became of them until then; ``:last`` is the day before.
_KNOWN = (
    """INSERT INTO main.activity SELECT * FROM told.activity
       WHERE work_day > :last AND work_day <= :day AND undone_by IS NULL""",
    """INSERT INTO main.activity_item SELECT l.* FROM told.activity_item l
       JOIN told.activity a ON a.entry_id = l.entry_id
       WHERE a.work_day > :last AND a.work_day <= :day AND a.undone_by IS NULL""",
    """UPDATE main.promise SET state = CASE t.ended WHEN 'undone' THEN 'withdrawn' ELSE t.ended END,
         ended = t.ended, ended_on = t.ended_on, state_on = t.ended_on
       FROM told.promise t WHERE t.id = main.promise.id AND main.promise.ended IS NULL
         AND t.ended_on <= :day""",
    """UPDATE main.dispute SET state = t.state, closed_on = t.closed_on, resolution = t.resolution
       FROM told.dispute t WHERE t.id = main.dispute.id AND main.dispute.closed_on IS NULL
         AND t.closed_on <= :day""",
    """UPDATE main.block SET lifted_on = t.lifted_on FROM told.block t
       WHERE t.id = main.block.id AND main.block.lifted_on IS NULL AND t.lifted_on <= :day""",
)
#: Tables whose rows begin on a day of their own, and how they were when they began.
_BEGUN: dict[str, tuple[str, dict[str, str]]] = {
    "promise": ("made_on", {
        "state": "CASE WHEN t.ended_on <= :day THEN t.state ELSE 'open' END",
        "received_minor": "0", "late_minor": "0", "state_on": "NULL", "frozen": "0",
        "ended": "CASE WHEN t.ended_on <= :day THEN t.ended END",
        "ended_on": "CASE WHEN t.ended_on <= :day THEN t.ended_on END",
    }),
    "dispute": ("opened_on", {
        "state": "CASE WHEN t.closed_on IS NULL OR t.closed_on <= :day THEN t.state "
                 "WHEN t.state = 'declined' THEN 'proposed' ELSE 'open' END",
        "closed_on": "CASE WHEN t.closed_on <= :day THEN t.closed_on END",
    }),
    "block": ("since", {
        "lifted_on": "CASE WHEN t.lifted_on <= :day THEN t.lifted_on END",
    }),
}  # fmt: skip
_FOLLOW_UP_DAYS = """
CREATE TABLE told.follow_day AS
SELECT f.id, coalesce(made.work_day, f.due) AS made,
  CASE WHEN f.state <> 'open' THEN coalesce(done.work_day, f.due) END AS closed
FROM told.follow_up f
LEFT JOIN told.activity made ON made.entry_id = f.entry_id
LEFT JOIN told.activity done ON done.entry_id = f.done_by
"""
#: The team's own work up to the day before the replay, on which both sets go on.
_BEFORE = (
    """CREATE TEMPORARY TABLE activity AS
       SELECT * FROM main.activity WHERE work_day < :day""",
    """CREATE TEMPORARY TABLE activity_item AS SELECT l.* FROM main.activity_item l
       JOIN temp.activity a ON a.entry_id = l.entry_id""",
    """CREATE TEMPORARY TABLE follow_up AS SELECT f.* FROM told.follow_up f
       JOIN told.follow_day d ON d.id = f.id
       WHERE d.made < :day AND (d.closed IS NULL OR d.closed >= :day)""",
    "UPDATE temp.follow_up SET state = 'open', done_by = NULL",
    "CREATE TEMPORARY TABLE thread AS SELECT * FROM main.thread WHERE 0",
    """INSERT INTO temp.thread (customer_id, company, strategy, step, step_no, done_on,
         lead_item_id)
       SELECT customer_id, '', strategy, step, step_no, day, lead_item_id FROM
         (SELECT customer_id, strategy, step, step_no, day, lead_item_id, max(seq)
          FROM told.step_done WHERE day < :day GROUP BY customer_id)""",
    "CREATE INDEX temp.activity_of ON activity (customer_id)",
    "CREATE INDEX temp.activity_entry_of ON activity (entry_id)",
    "CREATE INDEX temp.link_of ON activity_item (entry_id)",
    "CREATE INDEX temp.link_to ON activity_item (item_id)",
    "CREATE INDEX temp.thread_of ON thread (customer_id)",
    "CREATE INDEX temp.follow_up_of ON follow_up (customer_id)",
)
#: What customers and others did on a day; agreements count, the team's own next dates do not.
_CAME = (
    """INSERT INTO temp.activity SELECT * FROM main.activity
       WHERE kind = 'mail.received' AND work_day > :last AND work_day <= :day""",
    """INSERT INTO temp.follow_up SELECT f.* FROM told.follow_up f
       JOIN told.follow_day d ON d.id = f.id
       WHERE d.made > :last AND d.made <= :day AND f.kind <> 'next'
         AND (d.closed IS NULL OR d.closed > d.made OR d.closed >= f.due)""",
    "UPDATE temp.follow_up SET state = 'open', done_by = NULL WHERE state <> 'open'",
    """DELETE FROM temp.follow_up WHERE id IN
         (SELECT d.id FROM told.follow_day d JOIN told.follow_up f ON f.id = d.id
          WHERE d.closed > :last AND d.closed <= :day AND d.closed < f.due AND d.made <= :day)""",
)
_ROOM = 100_000_000  # made-up actions fit between the numbers of recorded ones
_BATCH = 500


def prepare(bench: Connection) -> None:
    """What the copies need before the first day."""
    bench.exec_driver_sql(_FOLLOW_UP_DAYS)
    bench.exec_driver_sql("UPDATE main.customer SET pinned = 0")
    bench.exec_driver_sql(f"UPDATE told.activity SET seq = seq * {_ROOM}")  # noqa: S608  (a number)


def move_to(bench: Connection, last: date, day: date) -> None:
    """What was recorded after ``last`` and until the day, the day included."""
    values = {"last": last.isoformat(), "day": day.isoformat()}
    for name, (column, first) in _BEGUN.items():
        columns = [one.name for one in table(name).c]
        chosen = ", ".join(first.get(one, f"t.{one}") for one in columns)
        statement = (
            f"INSERT INTO main.{name} ({', '.join(columns)}) SELECT {chosen} FROM told.{name} t "  # noqa: S608  (names of our own columns)
            f"WHERE t.{column} > :last AND t.{column} <= :day"
        )
        bench.execute(text(statement), values)
    for statement in _KNOWN:
        used = {name: value for name, value in values.items() if f":{name}" in statement}
        bench.execute(text(statement), used)


class MadeUpWork:
    """The tables of work on one set's own connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._made = 0
        self._base = 0

    def begin(self, day: date) -> None:
        """Everything that was done before the day; nothing that was done since."""
        for statement in _BEFORE:
            values = {"day": day.isoformat()} if ":day" in statement else {}
            self._connection.execute(text(statement), values)

    def move_to(self, last: date, day: date) -> None:
        """Replies, call-backs and resubmissions that came until the day."""
        for statement in _CAME:
            values = {"last": last.isoformat(), "day": day.isoformat()}
            used = {name: value for name, value in values.items() if f":{name}" in statement}
            self._connection.execute(text(statement), used)
        newest = self._connection.exec_driver_sql("SELECT max(seq) FROM main.activity").scalar()
        self._base = int(newest or 0)

    def work(self, day: date, lines: Sequence[PlannedLine]) -> None:
        """These lines were worked that day: each is a contact and completes its step."""
        if not lines:
            return
        self._connection.exec_driver_sql("BEGIN")
        self._connection.execute(insert(table("activity")), [self._row(day, one) for one in lines])
        moved = [one for one in lines if one.step_no > 0]
        for start in range(0, len(moved), _BATCH):
            part = moved[start : start + _BATCH]
            thread = table("thread")
            mine = thread.c.customer_id.in_([one.customer_id for one in part])
            self._connection.execute(delete(thread).where(mine))
            self._connection.execute(insert(thread), [_thread(day, one) for one in part])
        follow_up = table("follow_up")
        for start in range(0, len(lines), _BATCH):
            some = [one.customer_id for one in lines[start : start + _BATCH]]
            mine = follow_up.c.customer_id.in_(some)
            self._connection.execute(delete(follow_up).where(mine, follow_up.c.due <= day))
        self._connection.exec_driver_sql("COMMIT")

    def _row(self, day: date, line: PlannedLine) -> dict[str, object]:
        self._made += 1
        channel = line.action if line.action in WRITTEN_ACTIONS else "call"
        moment = f"{day.isoformat()}T12:00:00.000000Z"
        return {
            "entry_id": f"replay-{self._made}", "seq": self._base + self._made, "kind": "action",
            "customer_id": line.customer_id, "actor": line.collector, "recorded_at": moment,
            "happened_at": moment, "work_day": day, "channel": channel, "code": "replayed",
            "template": line.template, "contact": True, "attempt": channel == "call",
            "right_party": False, "automatic": False, "witnessed": False,
            "strategy": line.strategy, "step": line.step,
        }  # fmt: skip


def _thread(day: date, line: PlannedLine) -> dict[str, object]:
    return {
        "customer_id": line.customer_id, "company": "", "strategy": line.strategy,
        "step": line.step, "step_no": line.step_no, "done_on": day,
        "lead_item_id": line.lead_item_id,
    }  # fmt: skip
