"""A ledger beside the one that is known: staged in a temporary table, each item with its like.

``item_id`` is the known item, if there is one; ``state`` what taking the row over does to it:
0 nothing, 1 a change, 2 a new item.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
    text,
    update,
)

from collectwork.domain.spool import Spool
from collectwork.store import bulk
from collectwork.store.tables import table

_META = MetaData()
STAGE = Table(
    "import_stage",
    _META,
    Column("customer_id", Integer),
    Column("company", Text),
    Column("document", Text),
    Column("line", Integer),
    Column("kind", Text),
    Column("type_text", Text),
    Column("currency", Text),
    Column("original_minor", BigInteger),
    Column("ledger_minor", BigInteger),
    Column("issued", Date),
    Column("due", Date),
    Column("settled", Date),
    Column("po", Text),
    Column("terms", Text),
    Column("disputed", Boolean),
    Column("item_id", Integer),
    Column("state", Integer, server_default="2"),
    Column("days_from", Integer),  # of balances
    Column("days_to", Integer),
    Column("due_by", Date),
    prefixes=["TEMPORARY"],
)
INCOMING = Table("import_incoming", _META, *(Column(c.name, c.type) for c in STAGE.c))
GONE = Table(
    "import_gone",
    _META,
    Column("item_id", Integer, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
OF_BALANCES = ("days_from", "days_to", "due_by")
STAGED = tuple(c.name for c in STAGE.c if c.name not in ("item_id", "state", *OF_BALANCES))
STAGED_BALANCES = (
    "customer_id", "company", "document", "line", "kind", "type_text", "currency", "ledger_minor",
    *OF_BALANCES,
)  # fmt: skip
NEW, CHANGED = 2, 1
_CACHE = 48 * 1024  # KiB of the database in memory while a large ledger is stored
#: What a row without it leaves as it is.
KEPT = ("original_minor", "issued", "po", "terms", "type_text")
_KEY = ("document", "customer_id", "company", "kind", "line", "currency")


class Stage:
    """Staging within one import."""

    _connection: Connection
    _fresh = True  # nothing is known yet: every row is new
    _seen_through = False  # the stage is a view of the spool

    def stage(self, rows: Iterable[Sequence[Any]], *, balances: bool = False) -> None:
        """Put the file's items (values in the order of ``STAGED``, of a summary by age in that of
        ``STAGED_BALANCES``) beside those known."""
        self._begin()
        STAGE.create(self._connection)
        bulk.insert_rows(self._connection, STAGE, STAGED_BALANCES if balances else STAGED, rows)
        self._compare()

    def stage_spool(self, spool: Spool, ids: dict[str, int], company: str, *, marks: bool) -> None:
        """The same for a large ledger: ``ids`` by the account's number, ``company`` for rows that
        name none; ``marks``: whether rows will be asked for disputes."""
        self._begin()
        if self._connection.dialect.name != "sqlite":
            STAGE.create(self._connection)
            bulk.insert_rows(self._connection, STAGE, STAGED, _rows(spool, ids, company))
            self._compare()
            return
        source = self._attached(spool, ids, company)
        if self._fresh and not marks:
            self._connection.exec_driver_sql(f"CREATE TEMP VIEW import_stage AS {source}")
            self._seen_through = True
            return
        STAGE.create(self._connection)
        self._connection.exec_driver_sql(f"CREATE TEMP VIEW import_incoming AS {source}")
        self._take_in()
        self._connection.exec_driver_sql("DROP VIEW import_incoming")

    def _take_in(self) -> None:
        """Fill the stage from the spool, compared with the items at once."""
        item, names = table("item"), [*STAGED, *OF_BALANCES]
        same = and_(*(item.c[name] == INCOMING.c[name] for name in _KEY))
        state = case((item.c.id.is_(None), NEW), (_differs(item, INCOMING), CHANGED), else_=0)
        query = select(*(INCOMING.c[name] for name in names), item.c.id, state).select_from(
            INCOMING.outerjoin(item, same)
        )
        self._connection.execute(insert(STAGE).from_select([*names, "item_id", "state"], query))
        self._index()

    def _begin(self) -> None:
        known = self._connection.execute(select(table("item").c.id).limit(1)).first()
        self._fresh, self._seen_through = known is None, False
        GONE.create(self._connection)

    def _attached(self, spool: Spool, ids: dict[str, int], company: str) -> str:
        """A query of all rows of the spool, as the stage has them."""
        driver = self._connection.exec_driver_sql
        driver(f"PRAGMA cache_size=-{_CACHE}")  # sqlite.py sets it back with the connection
        for name in (
            "import_default",
            *(f"import_owner{part}" for part in range(len(spool.parts))),
        ):
            driver(f"DROP TABLE IF EXISTS temp.{name}")  # of an earlier import of this connection
        driver("CREATE TEMP TABLE import_default (company TEXT)")
        driver("INSERT INTO import_default VALUES (?)", (company,))
        parts = []
        for part, path in enumerate(spool.parts):
            driver(f"ATTACH ? AS spool{part}", (str(path),))
            driver(f"CREATE TEMP TABLE import_owner{part} (no INTEGER PRIMARY KEY, id INTEGER)")
            owners = [(no, ids[number]) for no, number in enumerate(spool.owners[part])]
            driver(f"INSERT INTO import_owner{part} VALUES (?, ?)", owners)  # noqa: S608
            parts.append(
                "SELECT o.id AS customer_id, coalesce(r.company, (SELECT company FROM"  # noqa: S608
                " import_default)) AS company, r.document AS document, 1 AS line, r.kind AS kind,"
                " r.type_text AS type_text, r.currency AS currency, r.original AS original_minor,"
                " r.open AS ledger_minor, r.issued AS issued, r.due AS due, NULL AS settled,"
                " r.po AS po, r.terms AS terms, r.disputed AS disputed, NULL AS item_id,"
                f" {NEW} AS state, NULL AS days_from, NULL AS days_to, NULL AS due_by"
                f" FROM spool{part}.row r"
                f" JOIN import_owner{part} o ON o.no = r.owner"
            )
        return " UNION ALL ".join(parts)

    def _compare(self) -> None:
        """Find the known item of each row, and what the row changes about it."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("ANALYZE import_stage"))
        if self._fresh:
            return
        self._identify()
        self._index()
        item = table("item")
        self._connection.execute(
            update(STAGE)
            .where(STAGE.c.item_id == item.c.id)
            .values(state=case((_differs(item, STAGE), CHANGED), else_=0))
        )

    def _index(self) -> None:
        self._connection.execute(text("CREATE INDEX import_stage_item ON import_stage (item_id)"))

    def _identify(self) -> None:
        item = table("item")
        same = and_(*(item.c[name] == STAGE.c[name] for name in _KEY))
        self._connection.execute(
            update(STAGE)
            .where(STAGE.c.item_id.is_(None))
            .values(item_id=select(item.c.id).where(same).scalar_subquery())
        )

    def find_gone(self, companies: Sequence[str]) -> None:
        """Items that the companies' ledger held open and the file no longer names."""
        if self._fresh:
            return
        item = table("item")
        staged = select(STAGE.c.item_id).where(STAGE.c.item_id == item.c.id)
        gone = select(item.c.id).where(
            item.c.company.in_(companies),
            item.c.ledger_minor.is_not(None),
            item.c.ledger_minor != 0,
            ~staged.exists(),
        )
        self._connection.execute(insert(GONE).from_select(["item_id"], gone))

    def unstage(self) -> None:
        """Drop the stage."""
        GONE.drop(self._connection)
        if self._seen_through:
            self._connection.exec_driver_sql("DROP VIEW import_stage")
        else:
            STAGE.drop(self._connection)


def _differs(item: Table, new: Table) -> Any:
    """Whether taking a staged row over would change its item."""
    return or_(
        *(item.c[name].is_distinct_from(new.c[name]) for name in OF_BALANCES),
        item.c.ledger_minor.is_distinct_from(new.c.ledger_minor),
        item.c.open_minor != func.coalesce(new.c.ledger_minor, item.c.open_minor),
        item.c.due.is_distinct_from(new.c.due),
        item.c.settled.is_distinct_from(new.c.settled),
        *(
            and_(new.c[name].is_not(None), item.c[name].is_distinct_from(new.c[name]))
            for name in KEPT
        ),
    )


def _rows(spool: Spool, ids: dict[str, int], company: str) -> Iterable[tuple[Any, ...]]:
    for id, named, document, kind, *words, issued, due, po, terms, disputed in spool.rows(ids):
        yield (
            id, named if named is not None else company, document, 1, kind, *words,
            issued, due, None, po, terms, bool(disputed),
        )  # fmt: skip


def number(value: int) -> Any:
    """A literal that every database takes for a number."""
    return literal(value, Integer)
