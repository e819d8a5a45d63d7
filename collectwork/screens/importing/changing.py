"""What a person may say about a file: one small dialog for each thing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from collectwork.domain import typed
from collectwork.domain.ledger import ImportReport, Kind, ReadOptions
from collectwork.errors import InputRefused
from collectwork.present.parts import part_words
from collectwork.present.text import safe
from collectwork.screens.base import DeskScreen, away
from collectwork.screens.dialogs.choose import ChooseDialog
from collectwork.screens.dialogs.frame import Dialog
from collectwork.usecases import previewing, profiles
from collectwork.usecases.previewing import Preview
from collectwork.widgets.entry import Field, Option

KINDS: tuple[str, ...] = get_args(Kind)
#: What may be said, in the order in which it is shown, with its words.
SAID = (
    ("kind", "kind of list"), ("as_of", "as of"), ("currency", "currency"),
    ("company", "company"), ("decimal_mark", "decimals after"), ("date_order", "days written"),
    ("skip_bad_rows", "rows that are wrong"), ("no_header", "headings"), ("profile", "profile"),
)  # fmt: skip
_ORDERS = {"dmy": "day first, 31/01/2026", "mdy": "month first, 01/31/2026"}
_MARKS = {".": "a point, 1,234.56", ",": "a comma, 1.234,56"}
HINTS = {
    "as_of": "the day, as 2026-01-31 or 31.1.2026", "currency": "a code such as EUR",
    "company": "the company's name", "kind": "open-items, payments, customers, contacts …",
    "date_order": "d for day first (31/01), m for month first (01/31)",
    "decimal_mark": "type . for 1,234.56 or , for 1.234,56",
    "skip_bad_rows": "y sets such rows aside",
    "profile": "the name of the one that is meant",
}  # fmt: skip


class AskDialog(Dialog[str]):
    """One line; ``check`` refuses what cannot be meant."""

    hint = "⏎ accept · esc cancel"

    def __init__(
        self, title: str, hint: str, now: str, check: Callable[[str], Any], words: str = ""
    ) -> None:
        super().__init__()
        self._title, self._placeholder, self._now = title, hint, now
        self._check, self._words = check, words

    def title_text(self) -> str:
        return self._title

    def rows(self) -> Iterable[Widget]:
        yield Field(self.was("text", self._now), placeholder=self._placeholder, id="text")
        yield Static(Content(safe(self._words)), classes="dialog-note", markup=False)

    def answer(self) -> str:
        text = self.text("text")
        self._check(text)
        return text


def said_now(shown: Preview) -> list[tuple[str, str]]:
    """What holds for each thing that may be said, in words."""
    return [(words, _now(shown, about)) for about, words in SAID]


def _now(shown: Preview, about: str) -> str:
    options, report, profile = shown.options, shown.report, shown.options.profile or {}
    style = report.style if report else {}
    if about == "kind":
        return options.kind or (report.kind if report else shown.seen.kind or "not told")
    if about == "as_of":
        day = options.as_of or (report.as_of if report else None)
        return day.isoformat() if day else "not said"
    if about == "currency":
        return options.currency or profile.get("currency") or "as the file says"
    if about == "company":
        given = options.company if options.company is not None else profile.get("company")
        if given is None:
            return (report.company if report else "") or "not named"
        return given or "the unnamed one"
    if about == "decimal_mark":
        return _MARKS.get(str(style.get(about) or profile.get(about)), "as the file shows")
    if about == "date_order":
        return _ORDERS.get(str(style.get(about) or profile.get(about)), "as the file shows")
    if about == "skip_bad_rows":
        return "set aside" if options.skip_bad_rows else "refuse the file"
    if about == "no_header":
        if profile.get("no_header"):
            return "none: columns by their numbers"
        row = shown.seen.header_row
        return f"row {row}" if row else "none was recognised"
    return options.profile_name or ("changed by hand" if profile else "none")


def parsed(desk_today: Any, about: str, text: str) -> Any:
    """A typed answer as what it means; InputRefused says what is expected. Empty takes it back."""
    if not text and about != "company":
        return None
    if about == "as_of":
        try:
            day = typed.day(text, desk_today)
        except InputRefused:
            raise InputRefused(f"{text!r} is no day: type it as 2026-01-31 or 31.1.2026.") from None
        if day > desk_today:
            raise InputRefused(f"{day.isoformat()} lies ahead: a list speaks of a day gone by.")
        return day
    if about == "currency":
        code = text.upper()
        if not (len(code) == 3 and code.isascii() and code.isalpha()):
            raise InputRefused(f"{text!r} is no currency code: type three letters, as EUR.")
        return code
    if about == "kind":
        return _one_of(text, KINDS, f"type one of {', '.join(KINDS)}")
    if about == "date_order":
        return _one_of(text, ("dmy", "mdy"), f"type {HINTS[about]}")
    if about == "decimal_mark":
        return _one_of(text, (".", ","), HINTS[about])
    if about == "skip_bad_rows":
        return _one_of(text, ("yes", "no"), HINTS[about]) == "yes"
    return text


def _one_of(text: str, known: Sequence[str], expected: str) -> str:
    said = text.casefold()
    fits = [one for one in known if one == said] or [one for one in known if one.startswith(said)]
    if len(fits) != 1:
        raise InputRefused(f"{text!r} says nothing here: {expected}.")
    return fits[0]


async def changed(screen: DeskScreen[None], shown: Preview, about: str) -> ReadOptions | None:
    """Ask for one thing; the options with the answer, or None where nothing was said."""
    if about == "profile":
        return await _profile(screen, shown.options)
    choices = _choices(shown, about)
    title = dict(SAID)[about].capitalize()
    if choices:
        answer = await screen.app.push_screen_wait(ChooseDialog(title, choices))
        if answer is None:
            return None
        value: str | bool | None = answer.value or None
        if about in ("no_header", "skip_bad_rows"):
            value = True if value else None
        return previewing.answered(shown.options, about, value)
    today = screen.desk.today
    now = getattr(shown.options, about)
    text = "" if now is None else now.isoformat() if about == "as_of" else str(now)
    known = shown.question.choices if shown.question and shown.question.about == about else ()
    words = f"known: {', '.join(map(repr, known))}" if known else ""
    asked = await screen.app.push_screen_wait(
        AskDialog(title, HINTS[about], text, lambda said: parsed(today, about, said), words)
    )
    if asked is None:
        return None
    return previewing.answered(shown.options, about, parsed(today, about, asked.value))


def _choices(shown: Preview, about: str) -> list[Option]:
    if about == "kind":
        return [Option("", "as recognised"), *(Option(kind, kind) for kind in KINDS)]
    if about == "decimal_mark":
        return [Option("", "as the file shows"), *(Option(k, v) for k, v in _MARKS.items())]
    if about == "date_order":
        return [Option("", "as the file shows"), *(Option(k, v) for k, v in _ORDERS.items())]
    if about == "skip_bad_rows":
        return [
            Option("", "refuse the file while a row is wrong"),
            Option("yes", "set such rows aside"),
        ]
    if about == "no_header":
        return [
            Option("", "as recognised"),
            Option("yes", "the file has none: columns by their numbers"),
        ]
    return []


async def _profile(screen: DeskScreen[None], options: ReadOptions) -> ReadOptions | None:
    saved = [one for one in await away(profiles.listed, screen.desk) if not one.fault]
    listed = [Option("", "none"), *(Option(one.name, one.name) for one in saved)]
    answer = await screen.app.push_screen_wait(ChooseDialog("Profile", listed))
    if answer is None:
        return None
    found = next((one for one in saved if one.name == answer.value), None)
    return previewing.answered(options, "profile", (found.name, found.values) if found else None)


async def meaning(screen: DeskScreen[None], shown: Preview, place: int) -> ReadOptions | None:
    """Ask what a column means; the options with the answer."""
    seen = shown.seen
    now = next((part for part, at in seen.parts.items() if at == place), None)
    free = [part for part in seen.possible if part != now]
    listed = [Option("", "– not needed: left out")]
    listed += [Option(part, part_words(part)) for part in free]
    if now:
        listed.insert(0, Option(now, f"{part_words(now)} (as it is)"))
    name = seen.headings[place] or f"column {place + 1}"
    cells = " · ".join(seen.samples[place][:3])
    title = f"{name}: {cells}" if cells else name
    answer = await screen.app.push_screen_wait(ChooseDialog(title[:70], listed))
    if answer is None or answer.value == (now or "-"):
        return None
    return previewing.with_column(shown, place, answer.value or None)


async def profile_name(screen: DeskScreen[None], report: ImportReport, now: str) -> str | None:
    """Ask under which name to keep how the file was read."""
    asked = await screen.app.push_screen_wait(
        AskDialog(
            "Save as profile",
            "a name, such as north-ledger",
            now,
            screen.desk.profiles.check_name,
            "A later file with the same headings is read in this way without being asked.",
        )
    )
    return asked.value if asked else None
