"""The secrets that a config names, wherever in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from collectwork.config.smtp_settings import ImapSettings


@dataclass(frozen=True, slots=True)
class Named:
    """``command`` prints the secret ("" = none). ``used``: its section says more than nothing, and
    asks for it."""

    name: str
    command: str
    used: bool


def secret_names(settings: BaseModel) -> list[Named]:
    """Each secret once, by name; of several sections with one the first command holds."""
    found: dict[str, Named] = {}
    for one in _walked(settings):
        before = found.get(one.name)
        if before is not None:
            one = Named(one.name, before.command or one.command, before.used or one.used)
        found[one.name] = one
    return sorted(found.values(), key=lambda one: one.name)


def _walked(section: BaseModel, key: str = "") -> Iterator[Named]:
    """``key``: under which it stands; the secret of a section that names none is called so."""
    values: dict[str, Any] = vars(section)
    if "secret" in values and "secret_command" in values:
        shared = isinstance(section, ImapSettings)  # without a name: that of [mail.smtp]
        name = values["secret"] or ("" if shared else key)
        if name:
            used = _said(section) and _signs_in_by_it(values)
            yield Named(name, values["secret_command"], used)
    for inner, value in values.items():
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, BaseModel):
                yield from _walked(one, inner)


def _signs_in_by_it(values: dict[str, Any]) -> bool:
    """False where a person signs in, nobody does, or a certificate, whose key may have a passphrase
    and most often has none."""
    auth = values.get("auth", "")
    if auth == "xoauth2" and values.get("client_id"):
        auth = values["sign_in"]
    return auth not in ("browser", "device", "delegated", "none", "certificate") and not (
        auth == "oauth" and values.get("certificate")
    )


def _said(section: BaseModel) -> bool:
    """Whether anything in it differs from what holds without it."""
    values: dict[str, Any] = vars(section)
    return any(
        field.is_required() or values[name] != field.default
        for name, field in type(section).model_fields.items()
    )
