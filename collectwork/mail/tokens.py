"""Access tokens for mail servers: by Graph, and as OAuth of EWS or XOAUTH2 of SMTP and IMAP."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from collectwork.mail.oauth.settings import NoToken, OAuth
from collectwork.mail.secrets import Secret

__all__ = ["NoToken", "OAuth", "sign_in", "sign_out", "token_for"]


def token_for(settings: OAuth, scopes: Sequence[str], *, fresh: bool = False) -> Secret:
    """An access token for the scopes that is good for some minutes at least.

    ``scopes`` in full, for example ``https://outlook.office365.com/EWS.AccessAsUser.All``; an app
    that signs in by itself ("certificate", "secret") asks for ``https://HOST/.default``. ``fresh``:
    the server refused the one at hand, get another. Never opens a browser and never asks. Raises
    NoToken (an InputRefused) when nobody is signed in or the authority cannot be reached or
    refuses, and ConfigRefused for settings that cannot be right. Libraries load on the first call.
    """
    from collectwork.mail.oauth import acquiring

    return acquiring.token(settings.checked(), tuple(scopes), fresh)


def sign_in(
    settings: OAuth, scopes: Sequence[str], show: Callable[[str], None], *, device: bool = False
) -> str:
    """A person signs in by browser or, with ``device``, by a code; returns the person's address.

    ``show`` is told what to do, a sentence at a time. Raises NoToken, InputRefused or WrongUsage.
    """
    from collectwork.mail.oauth import signing_in

    return signing_in.sign_in(settings.checked(), scopes, show, device=device)


def sign_out(settings: OAuth) -> bool:
    """Forget the tokens that this machine keeps; False when there were none."""
    from collectwork.mail.oauth import signing_in

    return signing_in.sign_out(settings.checked())
