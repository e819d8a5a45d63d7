"""Write a migration from the tables as they are: `python scripts/write_migration.py 0002 words`.

`0001` is written from an empty database and carries the log's own DDL; while it has not been
released it may be written again. Any other is the difference to the newest migration, to be read
and completed by hand (data, triggers of re-created tables), and its number added to
`collectwork.store.schema.KNOWN`.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.operations.ops import UpgradeOps
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection
from sqlmodel.sql.sqltypes import AutoString

from collectwork.store import engine, log_schema, schema
from collectwork.store.tables import SQLModel

HEADER = '''"""{words}."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{number}"
down_revision = {before}
{extra}

def upgrade() -> None:
{code}
'''
LOG = """
# The log, to the letter as docs/architecture.md has it; never to be changed here.
SQLITE = {sqlite}

POSTGRESQL = {postgresql}
"""
RUN_LOG = """
    connection = op.get_bind()
    for statement in SQLITE if connection.dialect.name == "sqlite" else POSTGRESQL:
        connection.exec_driver_sql(statement)
"""


def main(number: str, words: str) -> None:
    first = number == schema.KNOWN[0]
    with tempfile.TemporaryDirectory() as folder:
        engines = engine.engines(str(Path(folder) / "empty.db"))
        with engines.write.connect() as connection, connection.begin():
            if not first:
                schema.upgrade(connection)
            code = difference(connection)
        engines.dispose()
    text = HEADER.format(
        words=words.capitalize(),
        number=number,
        before="None" if first else f'"{schema.current()}"',
        extra=LOG.format(sqlite=listed(log_schema.SQLITE), postgresql=listed(log_schema.POSTGRESQL))
        if first
        else "",
        code=code + (RUN_LOG if first else ""),
    )
    slug = "_".join(words.lower().split())
    path = schema.FOLDER / "versions" / f"v{number}_{slug}.py"
    path.write_text(text, "utf-8")
    for step in (["format"], ["check", "--fix"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, "-q", str(path)], check=True)
    print(path)


def difference(connection: Connection) -> str:
    """The Python code that brings this database to today's tables."""
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_name": ours}
    )
    script = produce_migrations(context, SQLModel.metadata)
    operations = script.upgrade_ops or UpgradeOps()
    code = "    " + render_python_code(UpgradeOps(operations.ops), render_item=plain)
    return "\n".join(line for line in code.splitlines() if "###" not in line)


def ours(name: str | None, kind: str, _: Any) -> bool:
    """The log is not Alembic's to compare: its DDL is fixed."""
    return not (kind == "table" and name in ("entry", "head"))


def plain(kind: str, value: Any, _: Any) -> Any:
    """Write SQLModel's text type as the plain one."""
    return "sa.String()" if kind == "type" and isinstance(value, AutoString) else False


def listed(statements: tuple[str, ...]) -> str:
    return "(\n" + "".join(f'    """{statement}""",\n' for statement in statements) + ")"


if __name__ == "__main__":
    main(sys.argv[1], " ".join(sys.argv[2:]) or "first schema")
