"""Templates: what there is, what is wrong with it, who approved it, what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from collectwork.cli.main import app
from collectwork.cli.options import CSV, JSON
from collectwork.cli.output import answer, as_csv, as_json, say, tell
from collectwork.cli.session import SESSION
from collectwork.errors import WrongUsage

if TYPE_CHECKING:
    from collectwork.analytics.two_versions import Compared
    from collectwork.domain.template_results import Tally
    from collectwork.domain.templates import Version
    from collectwork.usecases.templates.comparing import Result

templates_app = typer.Typer(
    help="List, check, preview, approve and compare the templates of mails."
)
app.add_typer(templates_app, name="templates")

_LANGUAGE = typer.Option(None, "--language", help="en, de, fr, es …")


@templates_app.command("list")
def templates_list(json: bool = JSON, csv: bool = CSV) -> None:
    """Every template in every language: version, tone, who approved it, what the check says."""
    from collectwork.usecases.templates import managing

    with SESSION.desk() as desk:
        found = managing.overview(desk)
    rows = [
        {
            "template": one.name, "language": one.language,
            "version": one.about.version if one.about else None,
            "tone": one.about.tone if one.about else None,
            "state": one.state, "approved_by": one.approved_by, "approved_at": one.approved_at,
            "used_at": one.used_at, "family": one.about.family if one.about else "",
            "step": list(one.about.steps) if one.about else [],
            "history": list(one.about.history) if one.about else [],
            "list": one.about.lists if one.about else None,
            "deadline": one.about.deadline_days if one.about else None,
            "about": one.about.about if one.about else one.faults[0].message if one.faults else "",
        }
        for one in found
    ]  # fmt: skip
    columns = (
        "template", ("language", "in", "left"), "version", "tone", "state",
        ("approved_by", "approved", "left"), "about",
    )  # fmt: skip
    answer(rows, json=json, csv=csv, columns=columns)


@templates_app.command("vars")
def templates_vars(json: bool = JSON, csv: bool = CSV) -> None:
    """Every variable that a template may speak of, with type and meaning."""
    from collectwork.domain.template_variables import listed

    rows = [
        {"name": name, "type": one.kind, "may_lack": one.may_lack, "meaning": one.meaning}
        for name, one in listed()
    ]
    shown = [{**row, "may_lack": "may lack" if row["may_lack"] else ""} for row in rows]
    columns = ("name", "type", ("may_lack", "", "left"), "meaning")
    answer(rows if json or csv else shown, json=json, csv=csv, columns=columns)


@templates_app.command("check")
def templates_check(
    what: str = typer.Argument(None, help="A template, or a file; without it all of them."),
    json: bool = JSON,
    csv: bool = CSV,
) -> None:
    """Find mistakes and a sharp tone: file, line, column and what is wrong. Exit code 3 if refused.

    A template is refused when it would not be sent: it reaches for what it may not, names what is
    not there, or breaks a limit. Remarks on its tone refuse nothing.
    """
    from collectwork.usecases.templates import managing

    with SESSION.desk() as desk:
        found = managing.check(desk, what)
    rows = [
        {"file": one.file, "line": one.line, "column": one.column, "message": one.message,
         "level": one.level, "template": one.template, "language": one.language}
        for one in found
    ]  # fmt: skip
    if json:
        as_json(rows)
    elif csv:
        as_csv(rows)
    elif not found:
        say("The templates are in order.")
    for one in [] if json or csv else found:
        tell(f"{one.level}: {one}")
    if any(one.level == "error" for one in found):
        raise typer.Exit(3)


@templates_app.command("show")
def templates_show(
    name: str = typer.Argument(help="The template."),
    language: str = _LANGUAGE,
    version: str = typer.Option(None, "--version", help="A kept version, by its first signs."),
    json: bool = JSON,
) -> None:
    """The text of a template as it is, or of a kept version."""
    from collectwork.usecases.templates import versions

    with SESSION.desk() as desk:
        spoken = language or desk.templates.nearest(name, ["en"])
        if version:
            source = versions.named(desk, name, version)
        else:
            source = desk.templates.source(name, spoken)
        about = desk.templates.of_source(name, spoken, source)
    if json:
        as_json(
            {"template": name, "language": about.language, "version": about.version,
             "tone": about.tone, "source": source}
        )  # fmt: skip
        return
    tell(source.rstrip("\n"))


@templates_app.command("preview")
def templates_preview(
    name: str = typer.Argument(help="The template."),
    customer: str = typer.Argument(help="Number, name or part of a name."),
    language: str = _LANGUAGE,
    tone: str = typer.Option(None, "--tone", help="friendly, neutral, firm or final."),
    json: bool = JSON,
) -> None:
    """The mail that this customer would get; nothing is changed."""
    from collectwork.cli.mail import show_letter
    from collectwork.usecases import accounts, sending

    with SESSION.desk() as desk:
        found = accounts.find(desk, customer)
        letter = sending.compose(desk, found.id, template=name, language=language, tone=tone)
    show_letter(letter, json)


@templates_app.command("history")
def templates_history(
    name: str = typer.Argument(help="The template."), json: bool = JSON, csv: bool = CSV
) -> None:
    """The versions that mails were written with, or that were approved, the newest first."""
    from collectwork.usecases.templates import versions

    with SESSION.desk() as desk:
        found = versions.history(desk, name)
    rows = [_version(one) for one in found]
    columns = (
        "version", ("language", "in", "left"), "seen_at", "used_at",
        ("approved_by", "approved", "left"), "note",
    )  # fmt: skip
    empty = f"No mail was written with {name} yet, and nobody approved it."
    answer(rows, json=json, csv=csv, columns=columns, empty=empty)


@templates_app.command("diff")
def templates_diff(
    name: str = typer.Argument(help="The template."),
    old: str = typer.Argument(help="A version, by its first signs."),
    new: str = typer.Argument("now", help="Another one; now: the file as it is."),
    json: bool = JSON,
) -> None:
    """What two versions differ in, line by line."""
    from collectwork.usecases.templates import versions

    with SESSION.desk() as desk:
        lines = versions.difference(desk, name, old, new)
    if json:
        as_json({"template": name, "old": old, "new": new, "lines": lines})
    else:
        tell("\n".join(lines) if lines else "They do not differ.")


@templates_app.command("approve")
def templates_approve(
    name: str = typer.Argument(help="The template."),
    language: str = _LANGUAGE,
    note: str = typer.Option("", "--note", help="Why, or with what in mind."),
    json: bool = JSON,
) -> None:
    """Stand for a template as it is now, in one language or all; the version is kept with it."""
    from collectwork.usecases.templates import versions

    with SESSION.desk() as desk:
        found = versions.approve(desk, name, language, note)
    if json:
        as_json([_version(one) for one in found])
        return
    for one in found:
        say(f"Approved by {one.approved_by}: {one.name} ({one.language}), version {one.version}")


@templates_app.command("test")
def templates_test(
    name: str = typer.Argument(help="The template that steps ask for."),
    a: str = typer.Argument(None, help="A template's name, or a version."),
    b: str = typer.Argument(None, help="What it is tried against."),
    stop: bool = typer.Option(False, "--stop", help="End the test that runs."),
    json: bool = JSON,
) -> None:
    """Try two versions: half of the customers get each, a customer always the same."""
    from collectwork.usecases.templates import comparing

    if stop == (a is not None) or (a is None) != (b is None):
        raise WrongUsage(
            "templates test NAME A B begins a test, templates test NAME --stop ends it."
        )
    with SESSION.desk() as desk:
        trial = comparing.stop(desk, name) if stop else comparing.begin(desk, name, a, b)
    if json:
        as_json(
            {"test": trial.id, "template": trial.name, "a": trial.a, "b": trial.b,
             "began_at": trial.began_at, "ended_at": trial.ended_at}
        )  # fmt: skip
    else:
        since = f"ended {trial.ended_at[:10]}" if trial.ended_at else "begun"
        say(f"Test of {trial.name} {since}: {trial.a} against {trial.b}.")


@templates_app.command("compare")
def templates_compare(
    name: str = typer.Argument(help="The template."),
    a: str = typer.Argument(None, help="A template's name, or a version; without: the test's."),
    b: str = typer.Argument(None, help="What it is compared with."),
    json: bool = JSON,
) -> None:
    """What came of two versions' mails: replies and promises, payments beside them."""
    from collectwork.usecases.templates import comparing

    with SESSION.desk() as desk:
        found = comparing.compare(desk, name, a, b)
    if json:
        as_json(_result(found))
        return
    rows = [
        {
            "version": version, "what": what, "hits": rate.hits, "of": rate.n,
            "share": _percent(rate.share),
            "low": _percent(rate.low), "high": _percent(rate.high), "left_out": left,
        }
        for what, compared, lefts in (
            ("replied or promised", found.answers, (_young(found.tally_a), _young(found.tally_b))),
            ("paid", found.payments, (_unpaid(found.tally_a), _unpaid(found.tally_b))),
        )
        for version, rate, left in (
            (found.a, compared.a, lefts[0]), (found.b, compared.b, lefts[1]),
        )
    ]  # fmt: skip
    columns = (
        "version", "what", ("hits", "mails", "right"), ("of", "of", "right"),
        ("share", "share", "right"), ("low", "90 % from", "right"), ("high", "to", "right"),
        ("left_out", "left out", "left"),
    )  # fmt: skip
    answer(rows, columns=columns)
    better = found.answers.b_better
    tell(f"{found.b} above {found.a} with a chance of {better:.1%}. {found.words}")


def _young(tally: Tally) -> str:
    return f"{tally.young} too young" if tally.young else ""


def _unpaid(tally: Tally) -> str:
    said = [
        f"{tally.young_money} too young" if tally.young_money else "",
        f"{tally.order_unknown} order unknown" if tally.order_unknown else "",
    ]
    return ", ".join(one for one in said if one)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"


def _version(one: Version) -> dict[str, Any]:
    return {
        "template": one.name, "language": one.language, "version": one.version,
        "seen_at": one.seen_at, "seen_by": one.seen_by, "used_at": one.used_at,
        "approved_by": one.approved_by, "approved_at": one.approved_at, "note": one.note,
    }  # fmt: skip


def _result(found: Result) -> dict[str, Any]:
    return {
        "template": found.name,
        "a": {"version": found.a, **_tally(found.tally_a)},
        "b": {"version": found.b, **_tally(found.tally_b)},
        "answers": _compared(found.answers),
        "payments": _compared(found.payments),
        "verdict": found.answers.verdict,
        "words": found.words,
        "hours": [
            {"hour": hour, "hits": hits, "mails": n, "low": round(low, 4), "high": round(high, 4)}
            for hour, hits, n, low, high in found.hours
        ],
    }


def _tally(one: Tally) -> dict[str, int]:
    return {
        "mails": one.mails, "answered": one.answered, "young": one.young, "paid": one.paid,
        "paid_of": one.paid_of, "young_money": one.young_money, "order_unknown": one.order_unknown,
    }  # fmt: skip


def _compared(one: Compared) -> dict[str, Any]:
    def rate(of: Any) -> dict[str, Any]:
        low, high = (None if bound is None else round(bound, 4) for bound in (of.low, of.high))
        return {"hits": of.hits, "n": of.n, "share": of.share, "low": low, "high": high}

    return {
        "a": rate(one.a), "b": rate(one.b), "b_better": round(one.b_better, 4),
        "loss_a": round(one.loss_a, 5), "loss_b": round(one.loss_b, 5), "verdict": one.verdict,
    }  # fmt: skip
