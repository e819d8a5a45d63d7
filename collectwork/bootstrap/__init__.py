"""The one place that builds a Desk from a configuration."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from collectwork.bootstrap import leaving
from collectwork.config import company_settings, values
from collectwork.config import settings as config
from collectwork.config.calendar import PublicHolidays
from collectwork.config.mail_settings import MailSettings
from collectwork.config.places import KnownPlaces
from collectwork.config.profiles import ProfileFolder
from collectwork.domain import clocks
from collectwork.domain.alerts import Hook
from collectwork.domain.interest import Laws
from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.domain.outcomes import Outcome
from collectwork.domain.recognised import Recognised
from collectwork.domain.watching import WatchRule
from collectwork.errors import StoreError
from collectwork.usecases.desk import Desk, RulesText
from collectwork.usecases.ports.outside import Documents, Watched
from collectwork.usecases.ports.profiles import Profiles
from collectwork.usecases.ports.templates import Templates
from collectwork.usecases.ports.work import Store

if TYPE_CHECKING:
    from collectwork.config.setup import Files
    from collectwork.demo.build import Built, Wish
    from collectwork.demo.build import Progress as Telling

SHIPPED_RULES = Path(__file__).parent.parent / "rules" / "standard.toml"
SHIPPED_RATES = Path(__file__).parent.parent / "rules" / "interest.toml"


def desk(
    config_path: Path | None = None,
    store_url: str | None = None,
    actor: str | None = None,
    today: date | None = None,
    clock: clocks.Clock = clocks.system,
    *,
    may_make: bool = True,
) -> Desk:
    """Open the store and wire everything a use case needs; heavy libraries load when used.

    Without ``may_make`` a store that was named and is not there is refused (StoreError): a
    mistyped path must not look like an empty book.
    """
    from collectwork.store.opening import open_store

    settings = config.load(config_path)
    login = actor or getpass.getuser()
    if store_url and not may_make:
        _refuse_missing(store_url)
    url = store_url or settings.store.url or str(default_store())
    store = open_store(url, clock, login, accept_share=settings.store.accept_share)
    day = today or clock().astimezone().date()
    return around(store, settings, clock, day, config_path)


def around(
    store: Store,
    settings: config.Settings,
    clock: clocks.Clock,
    today: date,
    config_path: Path | None = None,
) -> Desk:
    """The desk on an open store, with what the settings say."""
    beside = Path(store.path).parent if Path(store.path).is_file() else default_store().parent
    mailbox = leaving.mailboxes(settings, beside)
    return Desk(
        store=store,
        clock=clock,
        today=today,
        actor=store.actor,
        policy=values.policy(settings),
        outcomes=values.outcomes(settings),
        rules=rules_of(settings),
        reader=_read,
        recogniser=_recognise,
        profiles=_profiles(settings, config_path),
        templates=_templates(settings),
        mailbox=mailbox,
        mailboxes=values.mailboxes(settings),
        documents=_documents(settings),
        sender=settings.mail.sender,
        holidays=PublicHolidays(settings.team.country),
        places=KnownPlaces(),
        laws=_laws(settings, (config_path or config.default_path()).parent),
        hooks=tuple(Hook(one.called, one.events) for one in settings.webhook),
        messenger=leaving.messengers(settings),
        ways=leaving.ways(settings, mailbox),
        letters=Path(settings.letter.folder or beside / "letters").expanduser(),
        agency=leaving.agency(settings, beside),
        company=company_settings.company(settings.company, settings.bank),
        rewriter=leaving.rewriter(settings),
    )


def _refuse_missing(url: str) -> None:
    if "://" in url and not url.startswith("sqlite:///"):
        return
    path = Path(url.removeprefix("sqlite:///")).expanduser()
    if path.exists():
        return
    raise StoreError(
        f"There is no store at {path.absolute()}. `collectwork init` or an import makes one; "
        "name another one with --store."
    )


def codes(config_path: Path | None = None) -> tuple[Outcome, ...]:
    """The outcome codes in force; no store is needed for them."""
    return values.outcomes(config.load(config_path))


def looks(config_path: Path | None = None) -> tuple[dict[str, str], str]:
    """The keys (command → key) and the theme of the config."""
    settings = config.load(config_path)
    return settings.keys, settings.screen.theme


def made_up(
    wish: Wish, url: str, actor: str | None, config_path: Path | None, progress: Telling
) -> tuple[Desk, Built]:
    """A desk on an empty store that was filled with a made-up history.

    Mails go into a folder beside the store, whatever the config says: nobody is ever written to.
    Raises Conflict when the store holds anything.
    """
    from collectwork.demo import build as demo
    from collectwork.store.opening import open_store

    settings = config.load(config_path) if config_path else config.Settings()
    mail = MailSettings(sender=demo.SENDER)
    settings = settings.model_copy(update={"mail": mail, "store": config.StoreSettings(url=url)})
    login = actor or demo.LEAD
    open_store(url, lambda: demo.beginning(wish), login).close()
    made = around(open_store(url, clocks.system, login), settings, clocks.system, wish.today)
    try:
        return made, demo.build(made, wish, progress)
    except BaseException:
        made.store.close()
        raise


def default_store() -> Path:
    """In the platform's user data folder."""
    return platformdirs.user_data_path("collectwork") / "collectwork.db"


def rules_of(settings: config.Settings) -> Callable[[], RulesText]:
    """What reads the rules in force, anew at each call."""
    path = Path(settings.rules.file).expanduser() if settings.rules.file else SHIPPED_RULES

    def read() -> RulesText:
        from collectwork.errors import InputRefused
        from collectwork.rules.reading import decoded

        try:
            return RulesText(str(path), decoded(path.read_bytes(), str(path)))
        except OSError as error:
            raise InputRefused(f"The rules {path} cannot be read: {error.strerror}.") from error

    return read


def _laws(settings: config.Settings, beside: Path) -> Callable[[], Laws]:
    """What reads the rates of statutory interest, once it is asked."""

    @cache
    def read() -> Laws:
        from collectwork.config import interest

        return interest.laws(SHIPPED_RATES, settings.interest, settings.team.country, beside)

    return read


def _read(path: Path, options: ReadOptions, progress: Progress | None = None) -> FileContent:
    from collectwork.intake.read import read_file

    return read_file(path, options, progress)


def _recognise(path: Path, options: ReadOptions, known: Sequence[str] = ()) -> Recognised:
    from collectwork.intake.recognise import recognise

    return recognise(path, options, known)


def profiles(config_path: Path | None) -> Profiles:
    """The saved profiles; no store is needed to look at them."""
    return _profiles(config.load(config_path), config_path)


def _profiles(settings: config.Settings, config_path: Path | None) -> Profiles:
    own = settings.imports.profiles
    beside = (config_path or config.default_path()).parent
    return ProfileFolder(beside / Path(own).expanduser() if own else beside / "profiles")


def _templates(settings: config.Settings) -> Templates:
    from collectwork.mail.later import TemplatesLater

    return TemplatesLater(settings.rules.templates or None)


def _documents(settings: config.Settings) -> Documents:
    from collectwork.documents.made import Made

    folder = settings.mail.invoices
    return Made(Path(folder).expanduser() if folder else None, settings.mail.invoice_files)


def watched(config_path: Path | None, only: Path | None) -> list[tuple[Watched, list[WatchRule]]]:
    """The watched folders, each with its rules; ``only`` that one, whether or not it has rules."""
    from collectwork.intake.watched import WatchedFolder

    folders: dict[Path, list[WatchRule]] = {only.expanduser().absolute(): []} if only else {}
    for one in config.load(config_path).watch:
        path = Path(one.folder).expanduser().absolute()
        rule = WatchRule(
            path, one.files, None if one.kind == "auto" else one.kind, one.company, one.currency,
            one.profile, one.as_of,
        )  # fmt: skip
        if only is None or path in folders:
            folders.setdefault(path, []).append(rule)
    return [(WatchedFolder(path), rules) for path, rules in folders.items()]


def plan_at(config_path: Path | None) -> str:
    """When the unattended day plans, as HH:MM of this machine."""
    return config.load(config_path).run.plan_at


def set_up(
    config_path: Path | None, store_url: str | None, may_replace: Callable[[Path], bool]
) -> tuple[Files, str]:
    """Config, rules and templates as files, and an empty store; an existing store is kept."""
    from collectwork.config import setup
    from collectwork.mail.templates import SHIPPED
    from collectwork.store.opening import open_store

    url = store_url or str(default_store())
    named = url if "://" in url else str(Path(url).expanduser().absolute())
    chosen = (config_path or config.default_path()).expanduser()
    files = setup.write(chosen, named, SHIPPED_RULES, SHIPPED, may_replace)
    store = open_store(named, clocks.system, getpass.getuser())
    store.close()
    return files, store.path
