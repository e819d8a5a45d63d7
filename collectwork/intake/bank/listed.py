"""A bank's list with headings, or with columns that a profile names: rows become entries, and the
running balance, where there is one, proves that amounts, direction and order were read right."""

from __future__ import annotations

from pathlib import Path

from collectwork.domain.ledger import ReadOptions
from collectwork.errors import InputRefused, Question
from collectwork.intake.bank import grid as grids
from collectwork.intake.bank import running
from collectwork.intake.bank.direction import direct, proof_of, say_proof
from collectwork.intake.bank.entries import (
    BankFile,
    Entry,
    Part,
    Report,
    account_of,
    references_of,
    tidy,
)
from collectwork.intake.bank.listing import Line, Listing
from collectwork.intake.bank.words import DONE, MONEY_IN, MONEY_OUT, PENDING
from collectwork.intake.table import Row, Table, shown

_UNSURE = (
    "Not imported: this may be a bank's list or a customer's account, and nothing proves which: "
    "{}. Say --kind payments if money that came in is meant, or --kind open-items."
)


def read(path: Path, sha256: str, table: Table, options: ReadOptions) -> BankFile | None:
    """The entries of a bank's list; None when the table is something else."""
    profile = options.profile or {}
    kind = options.kind or profile.get("kind")
    if kind not in (None, "payments"):
        return None
    file = BankFile(path, sha256, options, "bank list", notes=list(table.notes))
    numbered = grids.numbered(table, profile.get("columns") or {}, profile.get("ignored") or ())
    if numbered is not None and kind == "payments" and numbered.money and numbered.days:
        if numbered.start == len(table.rows):
            part = "booked" if "booked" in numbered.roles else "value"
            raise InputRefused(
                f"Not imported: {numbered.name(part)} holds no day in any row. Correct the "
                "profile, or check the file."
            )
        return entries(Listing(table, numbered, file), told=True)
    grid = grids.headed(table)
    if grid is None or grids.of_a_ledger(grid):
        return None
    told = kind == "payments"
    found = Listing(table, grid, file)
    if not told and not _a_bank(found):
        return None
    return entries(found, told=told)


def _a_bank(found: Listing) -> bool:
    """Whether a list with headings is a bank's beyond doubt; refuses what is in doubt."""
    grid = found.grid
    if not (grid.texts or "name" in grid.roles):
        return False
    if grid.only_banks or ("sign" in grid.roles and _words(found)):
        return True
    both = "amount" not in grid.roles
    if "balance" in grid.roles:
        proof = proof_of(found.lines())
        found.file.problems.clear()
        found.file.problem_rows.clear()
        if (proof.whole or proof.mostly) and proof.sign > 0:
            return True
        if both:
            inverse = proof.whole and proof.sign < 0
            raise InputRefused(
                _UNSURE.format(
                    f"the balance rises with {grid.name('out')!r}" if inverse
                    else "the running balance does not follow from the amounts"
                ),
                question=Question("kind", ("payments", "open-items")),
            )  # fmt: skip
    if both:
        return False
    signs = {line.minor > 0 for line in found.lines() if line.minor}
    found.file.problems.clear()
    found.file.problem_rows.clear()
    return len(signs) == 2


def _words(found: Listing) -> bool:
    said = {shown(cell).casefold() for cell in found.cells("sign")}
    return bool(said & MONEY_IN or said & MONEY_OUT)


def entries(found: Listing, *, told: bool) -> BankFile:
    """The file's entries, each with its direction; InputRefused where that is not certain."""
    file, grid = found.file, found.grid
    lines = found.lines()
    proof = proof_of(lines) if "balance" in grid.roles else running.Proof(0, 0)
    moves = [line for line in lines if not line.states]
    direct(found, moves, proof, told=told)
    say_proof(found, lines, proof)
    found.check_sums(moves)
    by_index = dict(found.rows)
    reports: dict[tuple[str | None, str], Report] = {}
    for line in moves:
        row = by_index[line.index]
        own = account_of(shown(found.at(row, "own")))
        report = reports.setdefault((own, line.currency), Report(own, "", line.currency))
        report.entries.append(_entry(found, line, row))
    file.reports = list(reports.values())
    stated = len(lines) - len(moves)
    if stated:
        file.notes.append(
            f"{stated} {'row states a balance' if stated == 1 else 'rows state balances'} and no "
            "payment"
        )
    return file


def _entry(found: Listing, line: Line, row: Row) -> Entry:
    minor = line.minor or 0
    texts = [tidy(shown(row[place])) for place in found.grid.texts if place < len(row)]
    text = " ".join(part for part in dict.fromkeys(texts) if part) or None
    name, account = tidy(shown(found.at(row, "name"))), account_of(shown(found.at(row, "account")))
    entry = Entry(line.index + 1, line.currency, minor, line.booked, line.value)
    entry.ref = tidy(shown(found.at(row, "ref"))) or ""
    status = shown(found.at(row, "status"))
    entry.status = "" if not status or status.casefold() in DONE else status
    if not entry.status:
        said = (shown(cell) for cell in row)
        entry.status = next((cell for cell in said if cell.casefold() in PENDING), "")
    named = references_of([shown(found.at(row, "end_to_end"))])
    entry.parts = [Part(minor, name, account, text, named[0] if named else None, references=named)]
    balance = "" if line.balance is None else str(line.balance)
    entry.said = " ".join(filter(None, (name, account, text, *named, balance)))
    return entry
