"""Which way money went in a bank's list: its sign, else the word beside it, else the balance."""

from __future__ import annotations

from collections.abc import Sequence

from collectwork.errors import InputRefused, Question
from collectwork.intake.bank import running
from collectwork.intake.bank.listing import Line, Listing
from collectwork.intake.bank.words import MONEY_IN, MONEY_OUT
from collectwork.intake.table import shown


def proof_of(lines: Sequence[Line]) -> running.Proof:
    """What the running balance proves of the lines."""
    days = [line.booked for line in lines if line.booked]
    backwards = None if not days or days[0] == days[-1] else days[0] > days[-1]
    steps = [(None if line.states else line.minor, line.balance) for line in lines]
    found = running.prove(steps, backwards)
    if found.whole or backwards is None:
        return found
    other = running.prove(steps)  # days may be out of order
    return other if other.whole else found


def say_proof(found: Listing, lines: list[Line], proof: running.Proof) -> None:
    if "balance" not in found.grid.roles or not proof.steps:
        return
    if proof.sign > 0 and proof.right == proof.steps:
        found.file.proof = "equal to the running balance, row by row"
        return
    if proof.sign > 0 and proof.mostly:
        rows = ", ".join(str(lines[place].index + 1) for place in sorted(proof.breaks)[:10])
        said = (
            f"the running balance does not follow in {len(proof.breaks)} of {proof.steps} rows "
            f"(row {rows}): rows are missing, or an amount is wrong"
        )
    else:
        said = "the running balance does not follow from the amounts: rows are missing between them"
    found.file.proof = f"differs: {said}"
    found.file.notes.insert(0, said)


def direct(found: Listing, moves: list[Line], proof: running.Proof, *, told: bool) -> None:
    """Give every amount its direction: its own sign, else the word beside it, else the balance."""
    grid = found.grid
    if "amount" not in grid.roles or not moves:
        return
    words = found.cells("sign")
    place_of = {index: place for place, (index, _) in enumerate(found.rows)}
    said = [shown(words[place_of[m.index]]).casefold() if words else "" for m in moves]
    if proof.whole and proof.sign < 0:
        raise InputRefused(
            f"Not imported: the amounts in {grid.name('amount')!r} and the running balance run in "
            "opposite directions. Export the list with money in as positive amounts."
        )
    if any((m.minor or 0) < 0 for m in moves):
        odd = [m for m, word in zip(moves, said, strict=True) if _contradicts(m, word)]
        if odd:
            found.file.notes.append(
                f"in {len(odd)} rows the word says another direction than the sign (row "
                f"{odd[0].index + 1}): the sign was taken"
            )
        if not proof.right:
            found.file.notes.append(
                "positive amounts were taken as money in; no running balance proves it"
            )
        return
    if words and any(word in MONEY_IN | MONEY_OUT for word in said):
        _by_word(found, moves, said)
    elif not (
        told or proof.whole or (proof.mostly and proof.sign > 0) or any(m.signed for m in moves)
    ):
        raise InputRefused(
            "Not imported: no amount is negative, and nothing says which ones came in. Say --kind "
            "payments if all of them are money received.",
            question=Question("kind", ("payments",)),
        )


def _contradicts(line: Line, word: str) -> bool:
    minor = line.minor or 0
    return (minor < 0 and word in MONEY_IN) or (minor > 0 and word in MONEY_OUT)


def _by_word(found: Listing, moves: list[Line], said: list[str]) -> None:
    by_index = dict(found.rows)
    bad = []
    for line, word in zip(moves, said, strict=True):
        if word in MONEY_OUT:
            line.minor = -(line.minor or 0)
        elif word not in MONEY_IN:
            bad.append(line)
            found.file.wrong(
                line.index + 1, word or None, "expected a word for money in or out",
                " ; ".join(shown(cell) for cell in by_index[line.index]),
            )  # fmt: skip
    moves[:] = [line for line in moves if line not in bad]
