"""What a server repeats of a secret is taken out of its words before anybody sees them.

A server may answer with the line that it did not like. Secrets are known here from the moment they
were read, in the forms in which they travel: as they are, in base64 at any offset, quoted for an
address, escaped for XML or JSON.
"""

from __future__ import annotations

import base64
import json
from functools import cache
from urllib.parse import quote, quote_plus
from xml.sax.saxutils import escape

SHORTEST = 4  # what is shorter would blacken ordinary words and protects nothing
MARK = "(secret)"
_KNOWN: set[str] = set()


def remember(secret: str) -> None:
    """From now on ``redacted`` knows it."""
    if len(secret) >= SHORTEST:
        _KNOWN.add(secret)


def redacted(text: str) -> str:
    """The text without any secret that was read by this process."""
    for form in sorted({one for known in tuple(_KNOWN) for one in _forms(known)}, key=len)[::-1]:
        if form in text:
            text = text.replace(form, MARK)
    return text


@cache
def _forms(secret: str) -> frozenset[str]:
    json_text = json.dumps(secret)[1:-1]
    plain = [secret, quote(secret, safe=""), quote_plus(secret), escape(secret), json_text]
    if all(ord(sign) < 256 for sign in secret):
        plain.append(secret.encode().decode("latin-1"))
    raw = secret.encode()
    for offset in range(3):
        coded = base64.b64encode(bytes(offset) + raw).decode("ascii").rstrip("=")
        # The signs at both ends depend on what stands beside the secret.
        inner = coded[(0, 2, 3)[offset] : None if (offset + len(raw)) % 3 == 0 else -1]
        if len(inner) >= SHORTEST:
            plain += [inner, inner.replace("+", "-").replace("/", "_")]
    return frozenset(one for one in plain if len(one) >= SHORTEST)
