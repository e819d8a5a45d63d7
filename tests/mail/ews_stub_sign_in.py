"""How the stand-in of ``ews_stub`` lets somebody in: Basic, NTLM with a real handshake, bearer."""

from __future__ import annotations

import base64
import os
import tempfile
from pathlib import Path
from typing import Any


def signed_in(handler: Any, stub: Any) -> str | None:
    """None when the request may go on, else what WWW-Authenticate says."""
    given = handler.headers.get("Authorization", "")
    if stub.sign_in == "basic":
        wanted = base64.b64encode(f"{stub.user}:{stub.password}".encode()).decode()
        return None if given == f"Basic {wanted}" else 'Basic realm="ews"'
    if stub.sign_in == "bearer":
        return None if given.removeprefix("Bearer ") in stub.tokens else "Bearer"
    return _ntlm(handler, stub, given)


def _ntlm(handler: Any, stub: Any, given: str) -> str | None:
    if handler.known and not given:
        return None
    if not given.startswith("NTLM "):
        return "NTLM"
    import spnego

    with tempfile.TemporaryDirectory() as folder:
        users = Path(folder) / "users"
        known = f"{stub.user}:{stub.password}\n"
        users.write_text(f"SELLER:{known}:{known}")
        before = os.environ.get("NTLM_USER_FILE")
        os.environ["NTLM_USER_FILE"] = str(users)
        try:
            if handler.ntlm is None:
                handler.ntlm = spnego.server(protocol="ntlm")
            token = handler.ntlm.step(base64.b64decode(given.removeprefix("NTLM ")))
        except spnego.exceptions.SpnegoError:
            handler.ntlm = None
            return "NTLM"
        finally:
            if before is None:
                del os.environ["NTLM_USER_FILE"]
            else:
                os.environ["NTLM_USER_FILE"] = before
    if handler.ntlm.complete:
        handler.known = True
        return None
    return f"NTLM {base64.b64encode(token).decode()}"
