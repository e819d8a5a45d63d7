"""How a session signs in: NTLM, Basic, or a bearer token for an app or a person."""

from __future__ import annotations

from typing import Any

import requests
from exchangelib.transport import BASIC, NTLM, get_auth_instance

from collectwork.mail import secrets, tokens
from collectwork.mail.ews.settings import Settings, oauth, scopes


class SignIn:
    """Makes what a session signs its requests with; may raise InputRefused, before anything is
    sent, where there is no password or token."""

    def __init__(self, settings: Settings, endpoint: str, called: str) -> None:
        self._settings = settings
        self._endpoint = endpoint
        self._called = called
        self._stale = False

    @property
    def by_token(self) -> bool:
        """Whether a refused token can be renewed."""
        return self._settings.auth in ("oauth", "delegated")

    def auth(self) -> Any:
        """For a new session."""
        settings = self._settings
        if self.by_token:
            return _Bearer(self)
        password = secrets.find(settings.secret, settings.secret_command)
        username = settings.username
        if settings.auth == "ntlm":
            # An address without a domain in front is not taken apart as one.
            name = f"\\{username}" if "@" in username else username
            return get_auth_instance(NTLM, username=name, password=password.reveal())
        return get_auth_instance(
            BASIC, username=username.encode(), password=password.reveal().encode()
        )

    def token(self) -> str:
        """A token that is good for some minutes, or a new one after a refusal."""
        wanted = scopes(self._settings, self._endpoint)
        try:
            fresh = tokens.token_for(oauth(self._settings, self._called), wanted, fresh=self._stale)
        finally:
            self._stale = False
        return fresh.reveal()

    def refused(self) -> None:
        """The server took neither password nor token: the next token is a new one."""
        self._stale = True


class _Bearer(requests.auth.AuthBase):
    def __init__(self, sign_in: SignIn) -> None:
        self._sign_in = sign_in

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._sign_in.token()}"
        return request
