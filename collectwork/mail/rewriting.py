"""A language model at an endpoint in the form of OpenAI's chat completions.

One POST to the address of the config: no redirect, no proxy or password of the environment, a time
limit for the whole answer, and of it no more than is needed.
"""

from __future__ import annotations

import json
import time
from typing import Any, Protocol

import requests

from collectwork.errors import InputRefused
from collectwork.mail.bounded import BoundedAdapter
from collectwork.mail.secrets import Secret

_LARGEST = 500_000  # bytes of an answer
_PATH = "/chat/completions"


class Settings(Protocol):
    """What is read of [rewriting]."""

    @property
    def url(self) -> str: ...
    @property
    def model(self) -> str: ...
    @property
    def timeout_seconds(self) -> int: ...


class Model:
    """See ``usecases.ports.templates.Rewriter``."""

    def __init__(self, settings: Settings, secret: Secret | None) -> None:
        base = settings.url.rstrip("/")
        self._url = base if base.endswith(_PATH) else base + _PATH
        self._seconds = settings.timeout_seconds
        self._secret = secret
        self.model = settings.model or "default"

    def rewrite(self, task: str, text: str) -> str:
        """The model's answer; InputRefused where there is none, without what the server said: it
        may repeat the key."""
        body = {
            "model": self.model,
            "messages": [
                {"role": "system", "content": task},
                {"role": "user", "content": text},
            ],
            "temperature": 0.2,
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self._secret is not None:
            headers["Authorization"] = f"Bearer {self._secret.reveal()}"
        try:
            return self._answer(json.dumps(body).encode(), headers)
        except requests.Timeout:
            raise self._no(f"it did not answer within {self._seconds} seconds") from None
        except requests.RequestException as error:
            raise self._no(f"it cannot be reached ({type(error).__name__})") from None

    def _answer(self, body: bytes, headers: dict[str, str]) -> str:
        until = time.monotonic() + self._seconds
        with requests.Session() as session:
            session.trust_env = False
            session.mount("https://", BoundedAdapter())
            session.mount("http://", BoundedAdapter())
            answer = session.post(
                self._url, data=body, headers=headers, timeout=self._seconds,
                allow_redirects=False, stream=True,
            )  # fmt: skip
            with answer:
                if answer.status_code != requests.codes.ok:
                    raise self._no(f"it answered {answer.status_code}")
                content = b""
                for part in answer.iter_content(8192):
                    content += part
                    if len(content) > _LARGEST:
                        raise self._no("its answer is far too long")
                    if time.monotonic() > until:
                        raise requests.Timeout
        return self._text(content)

    def _text(self, content: bytes) -> str:
        try:
            data: Any = json.loads(content)
            text = data["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError):
            raise self._no("its answer is not in the form of chat completions") from None
        if not isinstance(text, str):
            raise self._no("its answer has no text")
        return text

    def _no(self, why: str) -> InputRefused:
        return InputRefused(f"Not rewritten: the endpoint of [rewriting] failed: {why}.")
