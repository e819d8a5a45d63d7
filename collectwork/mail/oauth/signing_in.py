"""A person signs in: by a browser on this machine, or by a code typed in on any other."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from typing import Any

import msal
from msal.oauth2cli.authcode import AuthCodeReceiver

from collectwork.errors import WrongUsage
from collectwork.mail.oauth.acquiring import account_of, asked
from collectwork.mail.oauth.refusals import refused
from collectwork.mail.oauth.settings import NoToken, OAuth
from collectwork.mail.oauth.token_cache import TokenFile
from collectwork.mail.oauth.web import AuthorityClient, words

SECONDS = 300  # that a browser may take
Show = Callable[[str], None]


def sign_in(settings: OAuth, scopes: Sequence[str], show: Show, *, device: bool = False) -> str:
    """Who signed in. ``show`` tells the person what to do; NoToken says why it came to nothing."""
    _personal(settings)
    file = TokenFile(settings)
    file.can_keep()
    cache = msal.SerializableTokenCache()
    flow = _by_device if device or settings.auth == "device" else _by_browser
    asked(settings, cache, lambda app: flow(app, settings, list(scopes), show))
    with file.alone():
        file.write(cache)
    return account_of(settings)


def sign_out(settings: OAuth) -> bool:
    """Forget the sign-in of this machine; False when there was none."""
    _personal(settings)
    return TokenFile(settings).remove()


def _personal(settings: OAuth) -> None:
    if not settings.personal:
        raise WrongUsage(
            f"[{settings.section}] signs in by itself (auth = {settings.auth!r}): nobody signs in."
        )


def _by_browser(app: Any, settings: OAuth, scopes: list[str], show: Show) -> Any:
    """Authorization code with PKCE; the answer comes to a free port of this machine."""
    with AuthCodeReceiver(port=0) as receiver:
        flow = app.initiate_auth_code_flow(
            scopes,
            redirect_uri=f"http://localhost:{receiver.get_port()}",
            login_hint=settings.account or None,
            prompt="select_account",
            response_mode="form_post",
        )
        if "auth_uri" not in flow:
            return flow
        with contextlib.closing(AuthorityClient(settings)) as client:
            address = client.address(flow["auth_uri"])
        show(f"A browser opens for the sign-in. If none does, open this address in one:\n{address}")
        answer = receiver.get_auth_response(
            auth_uri=address,
            state=flow["state"],
            timeout=SECONDS,
            auth_uri_callback=lambda _: None,  # the address was shown already
        )
    if not answer:
        raise NoToken(f"Nobody signed in within {SECONDS // 60} minutes; nothing was kept.")
    if "error" in answer:
        raise refused(settings, answer)
    try:
        return app.acquire_token_by_auth_code_flow(flow, answer)
    except ValueError:
        raise NoToken("The browser's answer belongs to another sign-in; try again.") from None


def _by_device(app: Any, settings: OAuth, scopes: list[str], show: Show) -> Any:
    flow = app.initiate_device_flow(scopes=scopes)
    if "user_code" not in flow:
        return flow
    show(f"Open {words(flow['verification_uri'])} and type in the code {words(flow['user_code'])}")
    return app.acquire_token_by_device_flow(flow)
