"""Which mailbox is signed in to by a person, with what app, and for what."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from collectwork.errors import WrongUsage
from collectwork.mail import tokens
from collectwork.mail.oauth.settings import OAuth


class Way(Protocol):
    """A mailbox of the config with the sections of all its servers."""

    @property
    def transport(self) -> str: ...
    @property
    def exchange(self) -> Any: ...
    @property
    def graph(self) -> Any: ...
    @property
    def smtp(self) -> Any: ...


def sign_in(way: Way, name: str, show: Callable[[str], None], *, device: bool) -> str:
    """Who signed in; see ``tokens.sign_in``."""
    settings, scopes = _asked(way, name)
    return tokens.sign_in(settings, scopes, show, device=device)


def sign_out(way: Way, name: str) -> bool:
    """Whether there was a sign-in to forget."""
    return tokens.sign_out(_asked(way, name)[0])


def _asked(way: Way, name: str) -> tuple[OAuth, tuple[str, ...]]:
    """The app and the permissions; WrongUsage where nobody signs in."""
    if way.transport == "graph":
        from collectwork.mail.graph import settings as graph

        return graph.oauth(way.graph, name), graph.scopes(way.graph)
    if way.transport == "exchange" and way.exchange.auth == "delegated":
        from collectwork.mail.ews import settings as ews

        return ews.oauth(way.exchange, name), ews.scopes(way.exchange, way.exchange.endpoint)
    if way.transport == "smtp" and way.smtp.auth == "xoauth2" and way.smtp.client_id:
        from collectwork.mail.smtp import opening

        return opening.oauth(way.smtp, name), opening.scopes(way.smtp)
    box = f"mailbox {name}" if name else "mailbox of [mail]"
    raise WrongUsage(
        f"Nobody signs in to the {box}: its transport is {way.transport!r} with a password or "
        'without one. Sign-in is for "graph", for "exchange" with auth = "delegated", and for '
        '"smtp" with auth = "xoauth2" and a client_id.'
    )
