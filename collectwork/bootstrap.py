"""The one place that builds a Desk from a configuration."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import platformdirs

from collectwork.config import company_settings, values
from collectwork.config import settings as config
from collectwork.config.calendar import PublicHolidays
from collectwork.config.channel_settings import NoticeSettings
from collectwork.config.mail_settings import MailSettings, WaySettings
from collectwork.config.places import KnownPlaces
from collectwork.config.profiles import ProfileFolder
from collectwork.config.secret_names import secret_names
from collectwork.domain import clocks
from collectwork.domain.alerts import Hook
from collectwork.domain.interest import Laws
from collectwork.domain.ledger import FileContent, Progress, ReadOptions
from collectwork.domain.outcomes import Outcome
from collectwork.domain.recognised import Recognised
from collectwork.domain.watching import WatchRule
from collectwork.errors import NotFound, StoreError
from collectwork.usecases.channels.agency import BY_MAIL
from collectwork.usecases.desk import Agency, Desk, RulesText, no_messenger
from collectwork.usecases.ports.outside import (
    Documents,
    Mailbox,
    Messenger,
    Transport,
    Watched,
    Way,
)
from collectwork.usecases.ports.profiles import Profiles
from collectwork.usecases.ports.templates import Rewriter, Templates
from collectwork.usecases.ports.work import Store

if TYPE_CHECKING:
    from collectwork.config.setup import Files
    from collectwork.demo.build import Built, Wish
    from collectwork.demo.build import Progress as Telling

SHIPPED_RULES = Path(__file__).parent / "rules" / "standard.toml"
SHIPPED_RATES = Path(__file__).parent / "rules" / "interest.toml"


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
    mailbox = mailboxes(settings, beside)
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
        messenger=messengers(settings),
        ways=_ways(settings, mailbox),
        letters=Path(settings.letter.folder or beside / "letters").expanduser(),
        agency=_agency(settings, beside),
        company=company_settings.company(settings.company, settings.bank),
        rewriter=_rewriter(settings),
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


def mailboxes(settings: config.Settings, beside: Path) -> Callable[[str], Mailbox]:
    """What opens a mailbox by its name; NotFound, ConfigRefused or InputRefused say what lacks."""

    @cache
    def build(name: str) -> Mailbox:
        from collectwork.mail import opening

        way = settings.mail.way(name)
        if way is None:
            raise NotFound(f"there is no [[mail.mailbox]] {name!r} in the config.")
        return opening.mailbox(way, name, beside, _sender(settings, name))

    return build


def _sender(settings: config.Settings, name: str) -> str:
    """Whose mails leave by a mailbox: the first of them, for the check-up."""
    box = next((one for one in settings.mail.mailbox if one.name == name), None)
    return box.senders[0] if box else settings.mail.sender


def messengers(settings: config.Settings) -> Callable[[str], Messenger]:
    """What hands events to the webhook of a name; NotFound or InputRefused says what lacks."""

    def build(name: str) -> Messenger:
        from collectwork.mail import secrets, webhook

        found = next((one for one in settings.webhook if one.called == name), None)
        if found is None:
            return no_messenger(name)
        return webhook.WebhookMessenger(found, secrets.find(found.secret, found.secret_command))

    return build


def _rewriter(settings: config.Settings) -> Callable[[], Rewriter | None]:
    """What makes the rewriter when it is asked for; None where no endpoint is named."""

    def build() -> Rewriter | None:
        from collectwork.mail import rewriting, secrets

        own = settings.rewriting
        if not own.url:
            return None
        try:
            secret = secrets.find(own.secret, own.secret_command)
        except NotFound:
            if not company_settings.on_loopback(own.url):
                raise
            secret = None
        return rewriting.Model(own, secret)

    return build


def _ways(settings: config.Settings, mailbox: Callable[[str], Mailbox]) -> dict[str, Way]:
    """How letters, texts, portal notices and hand-over files leave, as far as they are set up."""

    def letters(_: str) -> Transport:
        from collectwork.documents.printed import PrintRoom

        return PrintRoom()

    def agency(place: str) -> Transport:
        if place.startswith(BY_MAIL):
            return mailbox(place.removeprefix(BY_MAIL))
        from collectwork.documents.agency import HandOverFolder

        return HandOverFolder(Path(place))

    def notices(channel: str, found: NoticeSettings) -> Callable[[str], Transport]:
        def build(_: str) -> Transport:
            from collectwork.mail import notices, secrets, webhook

            secret = secrets.find(found.secret or channel, found.secret_command)
            headers = {**found.headers}
            if found.sender:
                headers["Collectwork-Sender"] = found.sender
            messenger = webhook.WebhookMessenger(
                found, secret, section=f"[{channel}]", headers=headers
            )
            return notices.NoticeTransport(channel, messenger)

        return build

    ways = {"letter": Way(letters, by_hand=True), "agency": Way(agency)}
    for channel, found in (("sms", settings.sms), ("portal", settings.portal)):
        if found.url:
            ways[channel] = Way(notices(channel, found), repeats=found.idempotent)
    return ways


def _agency(settings: config.Settings, beside: Path) -> Agency:
    folder = Path(settings.agency.folder or beside / "handed-over").expanduser()
    return Agency(folder, settings.agency.address)


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


def keep_secret(name: str, text: str) -> None:
    """Put a secret into the system's keyring; InputRefused says the way out where none is safe."""
    from collectwork.mail import secrets

    secrets.keep(name, text)


def secret_source(name: str, config_path: Path | None = None) -> str:
    """Where a secret comes from: environment, file, command or keyring; NotFound says how to give
    it, and which secrets the config names."""
    from collectwork.mail import secrets

    named = {one.name: one for one in secret_names(config.load(config_path))}
    try:
        return secrets.find(name, named[name].command if name in named else "").source
    except NotFound as error:
        if name in named:
            raise
        raise NotFound(f"{error} The config names {', '.join(named)}.") from None


def secrets_named(config_path: Path | None = None) -> list[str]:
    """The names of all secrets that the config can ask for."""
    return [one.name for one in secret_names(config.load(config_path))]


def secrets_used(config_path: Path | None = None) -> list[str]:
    """The names of the secrets that the config needs."""
    return [one.name for one in secret_names(config.load(config_path)) if one.used]


def sign_in(
    name: str, config_path: Path | None, show: Callable[[str], None], *, device: bool
) -> str:
    """A person signs in to the mailbox of a name; ``show`` is told what to do."""
    from collectwork.mail import sign_ins

    return sign_ins.sign_in(_way(name, config_path), name, show, device=device)


def sign_out(name: str, config_path: Path | None) -> bool:
    """The sign-in to the mailbox of a name is forgotten; False where there was none."""
    from collectwork.mail import sign_ins

    return sign_ins.sign_out(_way(name, config_path), name)


def _way(name: str, config_path: Path | None) -> WaySettings:
    way = config.load(config_path).mail.way(name)
    if way is None:
        raise NotFound(f"There is no [[mail.mailbox]] {name!r} in the config.")
    return way


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
