"""The configuration: TOML into checked, frozen values. See config.example.toml."""

from __future__ import annotations

import os
import tomllib
from contextlib import suppress
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal, get_args
from urllib.parse import urlsplit

import platformdirs
from pydantic import BaseModel, Field, ValidationError, field_validator
from pydantic_core import ErrorDetails

from collectwork.config.channel_settings import AgencySettings, LetterSettings, NoticeSettings
from collectwork.config.company_settings import BankSettings, CompanySettings, RewritingSettings
from collectwork.config.mail_settings import MailSettings
from collectwork.config.section import CLOCK, Section
from collectwork.domain.alerts import Kind
from collectwork.domain.outcomes import Channel, Starts
from collectwork.errors import ConfigRefused

_MESSAGES = {
    "string_pattern_mismatch": "that is not how it is written; see config.example.toml",
    "tuple_type": 'a list is expected, as ["…", "…"]',
    "missing": "it must be set",
}
_PASSWORDS = ("pass", "pwd", "secret", "token", "api_key")


class StoreSettings(Section):
    """Where the facts and the log are kept."""

    url: str = ""  # a path or a SQLAlchemy URL; empty = the platform's user data folder
    accept_share: bool = False  # a network drive or sync folder, at your own risk


class TeamSettings(Section):
    """What the team has decided; see ``domain.policy.Policy``."""

    base_currency: str = Field("", pattern=r"^([A-Z]{3})?$")
    country: str = Field("DE", pattern=r"^[A-Z]{2}$")
    promise_tolerance_days: int = Field(3, ge=0, le=60)
    promise_tolerance_by_company: dict[str, Annotated[int, Field(ge=0, le=60)]] = Field({})
    broken_promise_callback: bool = False
    resubmission_months: int = Field(1, ge=1, le=12)
    undo_seconds: int = Field(120, ge=0, le=3600)
    quiet_days: int = Field(5, ge=0, le=60)
    attempts_in_7_days: int = Field(7, ge=1)
    rest_days_after_talk: int = Field(7, ge=0)
    calling_from: str = Field("08:00", pattern=CLOCK)
    calling_until: str = Field("21:00", pattern=CLOCK)
    coverage_days: int = Field(7, ge=1)


class CashSettings(Section):
    """When money that came in is small, short or discounted; see ``domain.policy.Policy``."""

    small_difference: int = Field(100, ge=0, le=10_000)  # in cents, or what the currency has
    short_percent: int = Field(10, ge=0, le=50)
    discount_percents: tuple[int, ...] = (2, 3)
    discount_days: int = Field(14, ge=0, le=90)


class RuleSettings(Section):
    """Files with the team's rules and templates; empty = the shipped ones."""

    file: str = ""
    templates: str = ""
    approved_templates_only: bool = False  # a version that nobody approved is not sent


class ImportSettings(Section):
    """Files that are brought in."""

    profiles: str = ""  # folder of saved profiles; empty = profiles beside the config file


class CodeSettings(Section):
    """An outcome code of the team's own, or a change to a standard one."""

    key: str | None = Field(None, min_length=1)
    label: str | None = Field(None, min_length=1)
    channel: Channel | None = None
    right_party: bool | None = None
    contact: bool | None = None
    starts: Starts | None = None
    next_in_days: int | None = Field(None, ge=0, le=365)
    template: str | None = None


class WatchSettings(Section):
    """Files of a watched folder; the first that fits a file's name holds for it."""

    folder: str = Field(min_length=1)
    files: str = Field("*", min_length=1)
    kind: Literal[
        "auto", "open-items", "payments", "customers", "contacts", "invoices", "people",
        "activities", "worklists", "withheld",
    ] = "auto"  # fmt: skip
    company: str | None = None  # left out: as the file says
    currency: str | None = Field(None, pattern=r"^[A-Z]{3}$")
    profile: str | None = None
    as_of: str = Field("ask", min_length=1)


class RunSettings(Section):
    """The unattended day."""

    plan_at: str = Field("05:00", pattern=CLOCK)  # of this machine


class RateSettings(Section):
    """A rate of statutory interest: the whole one, or the published base that gets the country's
    surcharge; for the days ``first`` to ``last``."""

    country: str = Field(pattern=r"^[A-Z]{2}$")
    first: date = Field(alias="from")
    last: date | None = Field(None, alias="until")
    percent: Decimal | None = Field(None, ge=-100, le=100)
    base: Decimal | None = Field(None, ge=-100, le=100)
    source: str = ""


class InterestSettings(Section):
    """Statutory interest for late payment; see ``config.interest``."""

    law: str = Field("", pattern=r"^([A-Z]{2}|customer)?$")  # empty = the team's country
    file: str = ""
    rate: tuple[RateSettings, ...] = ()


class AlertSettings(Section):
    """Alerts of the rules, as far as they leave the workbench."""

    digest_at: str = Field("07:00", pattern=CLOCK)  # of this machine, on business days


class WebhookSettings(Section):
    """Another program that alerts are handed to; its secret is kept by `collectwork secret set`."""

    url: str = Field(min_length=1)
    name: str = Field("", pattern=r"^[A-Za-z0-9._-]{0,40}$")  # empty: the host of url
    secret: str = "webhook"  # noqa: S105  (the name under which it is kept)
    secret_command: str = ""
    events: tuple[Kind, ...] = ()  # empty: all
    timeout_seconds: int = Field(10, ge=1, le=60)

    @property
    def called(self) -> str:
        """Its name in the outbox and in messages, which never repeat the address."""
        if self.name:
            return self.name
        with suppress(ValueError):
            return urlsplit(self.url).hostname or "webhook"
        return "webhook"


class ScreenSettings(Section):
    """How the workbench looks."""

    theme: str = ""


class Settings(Section):
    """The whole file."""

    store: StoreSettings = StoreSettings()
    team: TeamSettings = TeamSettings()
    cash: CashSettings = CashSettings()
    interest: InterestSettings = InterestSettings()
    rules: RuleSettings = RuleSettings()
    imports: ImportSettings = ImportSettings()
    mail: MailSettings = MailSettings()
    company: CompanySettings = CompanySettings()
    letter: LetterSettings = LetterSettings()
    sms: NoticeSettings = NoticeSettings()
    portal: NoticeSettings = NoticeSettings()
    agency: AgencySettings = AgencySettings()
    bank: tuple[BankSettings, ...] = ()
    rewriting: RewritingSettings = RewritingSettings()
    codes: dict[str, CodeSettings] = Field({})
    keys: dict[str, str] = Field({})
    screen: ScreenSettings = ScreenSettings()
    run: RunSettings = RunSettings()
    watch: tuple[WatchSettings, ...] = ()
    alerts: AlertSettings = AlertSettings()
    webhook: tuple[WebhookSettings, ...] = ()

    @field_validator("webhook")
    @classmethod
    def _each_its_name(cls, hooks: tuple[WebhookSettings, ...]) -> tuple[WebhookSettings, ...]:
        names = [one.called for one in hooks]
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise ValueError(f"two webhooks are called {twice!r}; give each a name of its own")
        return hooks


def default_path() -> Path:
    """COLLECTWORK_CONFIG, else config.toml in the platform's user config folder."""
    named = os.environ.get("COLLECTWORK_CONFIG")
    return Path(named) if named else platformdirs.user_config_path("collectwork") / "config.toml"


def load(path: Path | None = None) -> Settings:
    """The settings of a file; the defaults where no file is and none was named.

    Raises ConfigRefused, naming file, key and the nearest known key.
    """
    chosen = path or default_path()
    if not chosen.exists():
        if path is None and "COLLECTWORK_CONFIG" not in os.environ:
            return Settings()
        raise ConfigRefused(f"There is no config file {chosen}. `collectwork init` writes one.")
    try:
        raw = tomllib.loads(chosen.read_text("utf-8-sig"))
        return Settings.model_validate(raw)
    except OSError as error:
        raise ConfigRefused(f"{chosen} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigRefused(f"{chosen} is not valid TOML: {error}.") from error
    except ValidationError as error:
        raise ConfigRefused(f"{chosen}: {_sentence(error)}") from None


def _sentence(error: ValidationError) -> str:
    first = error.errors()[0]
    place = ".".join(str(part) for part in first["loc"])
    if first["type"] != "extra_forbidden":
        return f"{place}{_said(first['input'])}: {_expected(first)}."
    known = _known(first["loc"][:-1])
    name = str(first["loc"][-1])
    if any(part in name.lower() for part in _PASSWORDS):
        return (
            f"{place}: there is no such key, and no password is written here. Take it out, then "
            "`collectwork secret set NAME`; `secret check` says which names are needed."
        )
    near = get_close_matches(name, known, 1, 0.5)
    hint = f" Did you mean {near[0]!r}?" if near else f" Known here: {', '.join(sorted(known))}."
    return f"{place}: there is no such key.{hint}"


def _said(value: object) -> str:
    return f" ({value!r})" if isinstance(value, (str, int, float)) else ""


def _expected(error: ErrorDetails) -> str:
    if error["type"] == "tuple_type" and isinstance(error["input"], dict):
        return f"it may be there several times, so write [[{'.'.join(map(str, error['loc']))}]]"
    if CLOCK[1:-1] in error.get("ctx", {}).get("pattern", ""):
        return 'a time is expected, as "08:00"'
    return _MESSAGES.get(error["type"], error["msg"].removeprefix("Value error, "))


def _known(place: tuple[int | str, ...]) -> list[str]:
    model: type[BaseModel] = Settings
    for part in place:
        if isinstance(part, int):
            continue  # which of several sections
        field = model.model_fields.get(str(part))
        if field is None:
            return list(CodeSettings.model_fields)
        model = _section(field.annotation) or model
    return list(model.model_fields)


def _section(annotation: Any) -> type[BaseModel] | None:
    """The section behind a key; of several sections that of each."""
    for one in (annotation, *get_args(annotation)):
        if isinstance(one, type) and issubclass(one, BaseModel) and one is not CodeSettings:
            return one
    return None
