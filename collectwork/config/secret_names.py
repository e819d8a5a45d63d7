"""The secrets that a config names, wherever in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel


@dataclass(frozen=True, slots=True)
class Named:
    """``command`` prints the secret ("" = none). ``used``: its section says more than nothing."""

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


def _walked(section: BaseModel) -> Iterator[Named]:
    values: dict[str, Any] = vars(section)
    if values.get("secret") and "secret_command" in values:
        yield Named(values["secret"], values["secret_command"], _said(section))
    for value in values.values():
        for inner in value if isinstance(value, tuple) else (value,):
            if isinstance(inner, BaseModel):
                yield from _walked(inner)


def _said(section: BaseModel) -> bool:
    """Whether anything in it differs from what holds without it."""
    values: dict[str, Any] = vars(section)
    return any(
        field.is_required() or values[name] != field.default
        for name, field in type(section).model_fields.items()
    )
