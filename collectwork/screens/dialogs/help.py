"""The keys in force, from the same table as everything else."""

from __future__ import annotations

from collections.abc import Iterable

from collectwork.present.cells import fit
from collectwork.present.pieces import Line, Piece, line
from collectwork.screens.commands import Command, shown_key

_GROUPS = {
    "outcome": "what came of it: one key records it, sets the next step and goes on",
    "cash": "the money: one key decides, and the next one is there",
    "account": "the account",
    "list": "the list",
    "program": "the program",
}


def help_lines(commands: Iterable[Command], room: int) -> list[Line]:
    """Every command of the screen by group, with all its keys."""
    lines: list[Line] = []
    table = list(commands)
    for group, title in _GROUPS.items():
        here = [command for command in table if command.group == group]
        if not here:
            continue
        lines += [line(Piece(title, "strong"))] if not lines else [(), line(Piece(title, "strong"))]
        for command in here:
            keys = " ".join(shown_key(key) for key in command.keys.split(","))
            if command.numbered and len(keys) > 12:
                keys = command.first_key  # from the first to the last
            lines.append(line(Piece(f"  {fit(keys, 12)}", "act"), command.say))
    lines += [
        (),
        line(Piece("in dialogs", "strong")),
        line(Piece(f"  {fit('⏎ ctrl+s', 12)}", "act"), "Accept (a mail and a note: ctrl+s)"),
        line(Piece(f"  {fit('tab esc', 12)}", "act"), "Next field, cancel"),
        line(Piece(f"  {fit('^p', 12)}", "act"), "Every command by name"),
        line(Piece(f"  {fit('^z', 12)}", "act"), "To the shell; fg comes back"),
        (),
        line(Piece("Days are typed as fri, +2w, eom, 12.3.; amounts as 500, 1.2k, 50 %.", "dim")),
        line(Piece("Your keys: [keys] in the config. Times are those of this machine.", "dim")),
    ]
    return lines
