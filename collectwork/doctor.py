"""The check-up behind `collectwork doctor`: what is looked at, in the order in which it matters.

Nothing is made, changed or sent; a store that is not there yet is left so. Each check is a value,
and trouble in one does not keep the others from being done.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from collectwork import bootstrap
from collectwork.bootstrap import leaving
from collectwork.config import settings as config
from collectwork.config.mail_settings import WaySettings
from collectwork.domain import clocks
from collectwork.domain.health import Check
from collectwork.errors import CollectworkError, ConfigRefused
from collectwork.usecases.desk import Desk


def checks(
    config_path: Path | None, store_url: str | None, actor: str | None, today: date
) -> Iterator[Check]:
    """Config, store, log, digests, rules, templates, keyring, mail, webhooks, folders, rates of
    interest, clock."""
    chosen = (config_path or config.default_path()).expanduser()
    settings = config.Settings()
    try:
        settings = config.load(config_path)
        yield _config(chosen)
    except ConfigRefused as error:
        yield Check("config", False, str(error), "Correct it; the checks below use the defaults.")
    url = store_url or settings.store.url or str(bootstrap.default_store())
    yield from _store(url, settings, actor or getpass.getuser(), today)
    yield from _rules(settings)
    yield _templates(settings)
    yield from _mail(settings, url, today)
    yield from _webhooks(settings)
    for folder in sorted({one.folder for one in settings.watch}):
        yield _watched(Path(folder).expanduser())
    yield _rates(settings, chosen.parent, today)
    yield _clock(settings)


def _config(path: Path) -> Check:
    if not path.exists():
        return Check("config", True, f"none at {path}: the defaults hold", "collectwork init")
    return Check("config", True, str(path))


def _store(url: str, settings: config.Settings, actor: str, today: date) -> Iterator[Check]:
    from collectwork.store import health
    from collectwork.store.opening import open_store

    path = None if "://" in url and not url.startswith("sqlite:///") else _path(url)
    if path is not None and not path.exists():
        yield Check("store", True, f"none yet at {path}", "collectwork init, or the first import")
        return
    try:
        store = open_store(url, clocks.system, actor, accept_share=settings.store.accept_share)
    except CollectworkError as error:
        yield Check("store", False, str(error), "See the sentence; `--store` names another one.")
        return
    try:
        yield Check("store", True, f"{store.path} opens; its settings were read back and hold")
        if path is not None:
            yield from health.of_file(path)
        desk = bootstrap.around(store, settings, clocks.system, today)
        yield _log(desk)
        yield from _digests(desk)
        yield from _rules_in_force(desk)
    finally:
        store.close()


def _rules_in_force(desk: Desk) -> Iterator[Check]:
    """The version that today's list was made with, and what the next plan will find."""
    from collectwork.usecases import rule_versions

    stays = rule_versions.in_force(desk)
    if stays is not None:
        news = rule_versions.news(desk)
        said = f"version {stays.version}, since {stays.since[:10]} by {stays.actor}"
        said += f"; {news.removesuffix(' (r)')}" if news else ""
        remedy = "`collectwork rules diff` shows what the next plan changes" if news else ""
        yield Check("rules in force", "refused" not in news, said, remedy)


def _path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///")).expanduser().absolute()


def _log(desk: Desk) -> Check:
    from collectwork.usecases import auditing

    found = auditing.head(desk)
    if not found.ok:
        return Check("log", False, str(found.problem), "collectwork audit verify; keep the file.")
    return Check(
        "log", True, f"{found.entries} entries, whole since the last full check",
        "collectwork audit verify walks all of them.",
    )  # fmt: skip


def _rules(settings: config.Settings) -> Iterator[Check]:
    from collectwork.rules.reading import read

    try:
        source = bootstrap.rules_of(settings)()
        found = read(source.text, source.file)
    except CollectworkError as error:
        yield Check("rules", False, str(error), "collectwork rules check")
        return
    said = f"{len(found.rules)} rules and {len(found.strategies)} strategies in {source.file}"
    remarks = len(found.warnings)
    remedy = f"collectwork rules check ({remarks} remarks)" if remarks else ""
    yield Check("rules", True, said, remedy)


def _templates(settings: config.Settings) -> Check:
    from collectwork.mail.templates import TemplateFolder

    own = settings.rules.templates
    if own and not Path(own).expanduser().is_dir():
        said = f"there is no folder {own}: mails are written from the shipped templates"
        return Check("templates", False, said, "Correct `templates` under [rules] in the config.")
    folder = TemplateFolder(own or None)
    names = folder.names()
    try:
        for name in names:
            folder.about(name, "en")
    except CollectworkError as error:
        return Check("templates", False, str(error), "Correct the template, or remove your copy.")
    return Check("templates", True, f"{len(names)} templates: {', '.join(names)}")


def _mail(settings: config.Settings, url: str, today: date) -> Iterator[Check]:
    from collectwork.mail import health

    mail = settings.mail
    if not mail.sender:
        yield Check(
            "sender",
            True,
            "no address to send from is set",
            "Set sender under [mail] in the config.",
        )
    beside = bootstrap.default_store().parent if "://" in url else _path(url).parent
    opened = leaving.mailboxes(settings, beside)
    ways = [("", mail), *((one.name, one) for one in mail.mailbox)]
    asked = [health.Asked(name, _endpoint(way), partial(opened, name)) for name, way in ways]
    yield from health.mailboxes(asked, today)
    yield health.keyring()


def _endpoint(way: WaySettings) -> str:
    """The address of a mailbox behind a web server."""
    addresses = {"exchange": way.exchange.endpoint, "graph": way.graph.endpoint}
    return addresses.get(way.transport, "")


def _webhooks(settings: config.Settings) -> Iterator[Check]:
    """Whether alerts could leave to other programs: the address is sane, the secret is there.

    Nothing is sent. The address is not shown: it may hold a token."""
    from collectwork.mail import webhook

    messengers = leaving.messengers(settings)
    for one in settings.webhook:
        if wrong := webhook.fault(one.url):
            remedy = "Correct url under [[webhook]] in the config."
            yield Check("webhook", False, f"{one.called}: {wrong}", remedy)
            continue
        try:
            messengers(one.called)
        except CollectworkError as error:
            remedy = f"collectwork secret set {one.secret}"
            yield Check("webhook", False, f"{one.called}: {error}", remedy)
            continue
        what = ", ".join(one.events) or "all alerts"
        yield Check(
            "webhook", True, f"{one.called} gets {what}; its secret {one.secret!r} is there"
        )


def _digests(desk: Desk) -> Iterator[Check]:
    """Whom the mail digest of alerts cannot reach; nothing is said where it reaches everybody."""
    from collectwork.usecases import alerts

    try:
        lacking = alerts.without_address(desk)
    except CollectworkError:
        return  # rules that cannot be read are told below
    if lacking:
        said = f"no address for the digest of alerts: {', '.join(lacking)}"
        yield Check("digest", True, said, "collectwork people set LOGIN --email ADDRESS")


def _watched(folder: Path) -> Check:
    """A folder that the unattended day imports from: whether it can, and what waits there."""
    if not folder.is_dir():
        return Check(
            "watched folder", False, f"{folder} is no folder", "Make it, or correct [[watch]]."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        remedy = "Give this login the right to write there: files are moved when they are done."
        return Check("watched folder", False, f"{folder} cannot be written to", remedy)
    refused = folder / "refused"
    left = len(list(refused.glob("*.report.txt"))) if refused.is_dir() else 0
    said = f"{folder}" + (f"; {left} refused files" if left else "")
    return Check(
        "watched folder", True, said, f"Their reports in {refused} say why." if left else ""
    )


def _rates(settings: config.Settings, folder: Path, today: date) -> Check:
    """Statutory interest: a half-year without a rate gives no figure, which is said before."""
    from collectwork.config import interest

    try:
        laws = interest.laws(
            bootstrap.SHIPPED_RATES, settings.interest, settings.team.country, folder
        )
    except ConfigRefused as error:
        return Check("interest rates", False, str(error), "Correct [interest] or its file.")
    country = laws.country(None)
    law = laws.by_country.get(country)
    if law is not None and (rate := law.rate(today)) is not None:
        until = f"until {rate.last.isoformat()}" if rate.last else "without an end"
        return Check("interest rates", True, f"{country}: known {until}")
    last = max((one.last for one in law.rates if one.last), default=None) if law else None
    said = f"known until {last.isoformat()}" if last else "none known"
    remedy = "No interest is figured until [interest] of the config has a row for today."
    return Check("interest rates", True, f"{country}: {said}", remedy)


def _clock(settings: config.Settings) -> Check:
    now = datetime.now(UTC)
    local = now.astimezone()
    zone = f"{local.tzname()} (UTC{local:%z})"
    said = f"{local:%Y-%m-%d %H:%M} {zone}; entries bear UTC; holidays of {settings.team.country}"
    ok = now.year >= 2026
    return Check("clock", ok, said, "" if ok else "Set the machine's clock: it is years behind.")
