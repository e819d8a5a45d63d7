"""``import``: files become facts, one transaction each."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from collectwork.cli import output
from collectwork.cli.main import app
from collectwork.cli.session import SESSION, day
from collectwork.errors import CollectworkError, InputRefused, Stopped, WrongUsage

if TYPE_CHECKING:
    from collectwork.domain.ledger import ImportReport, ReadOptions, Statement
    from collectwork.usecases.desk import Desk

KINDS = (
    "auto", "open-items", "payments", "customers", "contacts", "invoices", "people", "activities",
    "worklists", "withheld",
)  # fmt: skip
MONEY_KINDS = ("open-items", "payments", "invoices")


@app.command("import")
def import_files(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE…", help="Files to bring in, in order.")
    ],
    kind: str = typer.Option("auto", "--kind", help=" | ".join(KINDS)),
    profile: str = typer.Option(
        "auto", "--profile", help="A saved profile; auto: the one of these headings, none: no one."
    ),
    save_profile: str = typer.Option(
        None, "--save-profile", help="Keep how the file was read under a name."
    ),
    as_of: str = typer.Option(None, "--as-of", help="The day the file speaks of, 2026-01-31."),
    company: str = typer.Option(None, "--company", help="Whose ledger it is."),
    currency: str = typer.Option(None, "--currency", help="For files that name none: EUR."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Say what would happen; keep nothing."),
    skip_bad_rows: bool = typer.Option(
        False, "--skip-bad-rows", help="Set unreadable rows aside in FILE.rejects.csv."
    ),
    json: bool = typer.Option(False, "--json", help="A JSON list, one object per file."),
    csv: bool = typer.Option(False, "--csv", help="A CSV line per file."),
) -> None:
    """Bring files in: open items, payments, customers, contacts, invoices, history."""
    if save_profile is not None and len(files) > 1:
        raise WrongUsage("--save-profile keeps how one file is read: import that one by itself.")
    given = _options(kind, as_of, company, currency, skip_bad_rows)
    options = _with_profile(given, profile)
    reports: list[dict[str, Any]] = []
    failed: CollectworkError | None = None
    with SESSION.desk(may_make=True) as desk:
        for name in files:
            path = Path(name)
            try:
                report = _bring_in(desk, path, options, dry_run, save_profile)
            except InputRefused as error:
                output.warn(f"{name}: {error}")
                failed = failed or error
                continue
            except Stopped:
                output.warn(f"{name}: stopped, nothing of it was kept.")
                failed = Stopped()
                break
            reports.append(as_object(report, _rejects_file(path, report)))
            if not (json or csv):
                output.say(as_text(name, report, reports[-1]))
            if save_profile is not None:
                failed = _keep(desk, path, options, report, save_profile)
    if json:
        output.as_json(reports)
    elif csv:
        output.as_csv(reports)
    if failed is not None:
        if len(files) > 1:
            output.warn(f"{len(reports)} of {len(files)} files were imported and stay so.")
        raise typer.Exit(failed.exit_code)


def _bring_in(
    desk: Desk, path: Path, options: ReadOptions, dry_run: bool, save_as: str | None
) -> ImportReport:
    from collectwork.cli.progress import metered
    from collectwork.usecases import profiles
    from collectwork.usecases.importing import bring_in

    if save_as is not None:
        profiles.check(desk, path, profiles.fitting(desk, path, options), save_as)
    with metered(path.name) as meter:
        return bring_in(desk, path, options, dry_run=dry_run, progress=meter)


def _keep(
    desk: Desk, path: Path, options: ReadOptions, report: ImportReport, name: str
) -> CollectworkError | None:
    """How the file was read, as a profile; returns why that could not be kept."""
    from collectwork.usecases import profiles

    if report.dry_run:
        output.say(f"  dry run: the profile {name!r} was not saved")
        return None
    try:
        options = profiles.fitting(desk, path, options)
        kept = profiles.save(desk, path, options, report, name)
    except InputRefused as error:
        output.warn(f"{path} was imported. {error}")
        return error
    output.say(f"  how it was read is kept as the profile {name!r} in {kept.file}")
    return None


def _with_profile(options: ReadOptions, name: str) -> ReadOptions:
    """``auto``: left to the headings; ``none``: no profile, whatever the headings."""
    from dataclasses import replace

    from collectwork import bootstrap

    if name == "auto":
        return options
    if name == "none":
        return replace(options, profile={})
    found = bootstrap.profiles(SESSION.config).find(name)
    return replace(options, profile=found.values, profile_name=name)


def _options(
    kind: str,
    as_of: str | None,
    company: str | None,
    currency: str | None,
    skip_bad_rows: bool,
) -> ReadOptions:
    from typing import cast

    from collectwork.domain.ledger import Kind, ReadOptions

    if kind not in KINDS:
        raise WrongUsage(f"There is no kind {kind!r}. Known: {', '.join(KINDS)}.")
    if currency is not None and not (len(currency) == 3 and currency.isalpha()):
        raise WrongUsage(f"{currency!r} is not a currency code: write it as EUR.")
    return ReadOptions(
        kind=None if kind == "auto" else cast(Kind, kind),
        as_of=day(as_of),
        company=company,
        currency=currency.upper() if currency else None,
        skip_bad_rows=skip_bad_rows,
    )


def as_object(report: ImportReport, rejects_file: str | None) -> dict[str, Any]:
    """The keys of the contract, and what else is worth knowing."""
    return {
        "import_id": report.import_id,
        "file": report.file,
        "kind": report.kind,
        "profile": report.profile,
        "layout": report.layout,
        "shape": report.shape,
        "company": report.company,
        "as_of": report.as_of.isoformat() if report.as_of else None,
        "rows": report.rows,
        "items": report.items,
        "customers": report.customers,
        "totals": output.money(report.totals),
        "past_due": output.money(report.past_due),
        "events": dict(report.events),
        "duplicate": report.duplicate,
        "rejects": report.rejects,
        "rejected_money": output.money(report.rejected_money),
        "rejects_file": rejects_file,
        "reconciled": report.reconciled,
        "warnings": list(report.warnings),
        "gaps": [{"lacks": lacks, "disables": disables} for lacks, disables in report.gaps],
        "at": report.at,
        "actor": report.actor,
        "dry_run": report.dry_run,
        "undone_at": report.undone_at,
        **_statement(report.statement),
    }


def _statement(found: Statement | None) -> dict[str, Any]:
    """What the bank wrote, booked or not; nothing for other files."""
    from collectwork.domain.ledger import Statement

    said = found or Statement()
    return {
        "entries": said.entries,
        "statements": said.statements,
        "credits": output.money(said.credits),
        "debits": output.money(said.debits),
        "credit_count": said.credit_count,
        "debit_count": said.debit_count,
        "balances": [
            {
                "account": each.account,
                "currency": each.currency,
                "opening": _decimals(each.opening, each.currency),
                "opened": each.opened.isoformat() if each.opened else None,
                "closing": _decimals(each.closing, each.currency),
                "closed": each.closed.isoformat() if each.closed else None,
            }
            for each in said.balances
        ],
    }


def _decimals(minor: int | None, currency: str) -> str | None:
    return None if minor is None else output.money({currency: minor})[currency]


def _rejects_file(path: Path, report: ImportReport) -> str | None:
    """Rows that were set aside, with the reason, in a new file beside the one they came from."""
    from collectwork.config import aside

    try:
        return aside.keep(path, report)
    except InputRefused as error:
        output.warn(str(error))
        return None


def as_text(name: str, report: ImportReport, shown: dict[str, Any]) -> str:
    """What an import came to, for people; ``shown`` is ``as_object`` of it."""
    from collectwork.present.preview import counted
    from collectwork.present.words import count

    def amounts(part: str) -> str:
        sums = (f"{Decimal(amount):,} {code}" for code, amount in shown[part].items())
        return ", ".join(sums) or "nothing"

    state = "already imported, nothing changed" if report.duplicate else report.layout
    by = f", by the profile {report.profile!r}" if report.profile else ""
    lines = [f"{name}: {report.kind} ({state}{by})"]
    lines.append(
        f"  {counted(report)}"
        + (f", {amounts('totals')}" if report.totals or report.kind in MONEY_KINDS else "")
        + (f"; past due {amounts('past_due')}" if report.past_due else "")
        + (f"; as of {shown['as_of']}" if report.as_of else "")
    )
    if report.statement is not None:
        lines.append(
            f"  the bank wrote {report.statement.entries:,} entries: "
            f"{report.statement.credit_count:,} in, {amounts('credits')}; "
            f"{report.statement.debit_count:,} out, {amounts('debits')}"
        )
    happened = [
        f"{count} {event.replace('_', ' ')}" for event, count in report.events.items() if count
    ]
    if happened and not report.duplicate:
        lines.append(f"  {', '.join(happened)}")
    lines.append(f"  reconciled: {report.reconciled}")
    if report.rejects:
        where = f" (see {shown['rejects_file']})" if shown["rejects_file"] else ""
        money = f", {amounts('rejected_money')}" if report.rejected_money else ""
        lines.append(f"  {count(report.rejects, 'row')} set aside{money}{where}")
    lines += [f"  note: {each}" for each in report.warnings if each not in report.reconciled]
    lines += [f"  gap: {lacks}: {disables}" for lacks, disables in report.gaps]
    if report.dry_run:
        lines.append("  dry run: nothing was kept")
    return "\n".join(lines)
