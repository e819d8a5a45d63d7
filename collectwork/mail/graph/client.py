"""One request to Graph and its answer. Nothing is repeated but what a stale token refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from collectwork.mail.graph.settings import Settings
from collectwork.mail.graph.trouble import Trouble, of_answer, of_line
from collectwork.mail.oauth.settings import LOOPBACK, safe_address
from collectwork.mail.oauth.web import CONNECT_SECONDS, session
from collectwork.mail.secrets import Secret

MOST_BYTES = 64 * 1024 * 1024  # of an answer in JSON
_PIECE = 65_536
_IMMUTABLE = 'IdType="ImmutableId"'
_AGENT = "collectwork"

Tokens = Callable[[bool], Secret]  # given whether a fresh one is needed


@dataclass(frozen=True, slots=True)
class Answer:
    """``body`` is at most as long as asked for; ``whole`` False: there was more."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    whole: bool = True

    def json(self) -> dict[str, Any]:
        """The object in the body; Trouble where there is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            raise of_answer(self.status, self.headers, self.body)
        return found


class GraphClient:
    """Speaks to the endpoint of the config, for the mailbox of the config."""

    def __init__(self, settings: Settings, section: str, tokens: Tokens) -> None:
        self._endpoint = settings.endpoint.rstrip("/")
        self._host = urlsplit(self._endpoint).netloc
        self._seconds = float(settings.timeout_seconds)
        self._tokens = tokens
        self._session = session(settings.ca_file, section)
        self._box = f"/users/{quote(settings.mailbox, safe='@')}" if settings.mailbox else "/me"

    def path(self, *parts: str) -> str:
        """A path below the mailbox; ids keep their signs, which matter in them."""
        return "/".join((self._box, *(quote(one, safe="$") for one in parts)))

    def ours(self, link: str) -> bool:
        """Whether a link that was kept leads to the configured endpoint and nowhere else."""
        if not safe_address(link):
            return False
        mine, its = urlsplit(self._endpoint), urlsplit(link)
        same = (mine.scheme, mine.netloc.lower()) == (its.scheme, its.netloc.lower())
        return same and its.path.startswith(f"{mine.path}/")

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        params: Mapping[str, str] | None = None,
        page: int | None = None,
        most: int = MOST_BYTES,
        accept: str = "application/json",
    ) -> Answer:
        """The answer with a status from 200 to 299; Trouble for everything else. ``path`` may be
        a whole link that is ``ours``."""
        url = path if self.ours(path) else f"{self._endpoint}{path}"
        data = b"" if body is None else json.dumps(body).encode()
        prefer = _IMMUTABLE if page is None else f"{_IMMUTABLE}, odata.maxpagesize={page}"
        headers = {"Prefer": prefer, "Accept": accept}
        if body is not None:
            headers["Content-Type"] = "application/json"
        for fresh in (False, True):
            headers["Authorization"] = f"Bearer {self._tokens(fresh).reveal()}"
            answer = self._sent(method, url, headers, data, params, most)
            if answer.status != 401:
                break
        if not 200 <= answer.status < 300:
            raise of_answer(answer.status, answer.headers, answer.body)
        return answer

    def put_piece(self, url: str, piece: bytes, first: int, total: int) -> Answer:
        """A range of a large attachment, to the address that Graph gave for it: another host by
        design. It is its own permission: our token does not go there."""
        if not safe_address(url) or (
            urlsplit(url).scheme != "https" and urlsplit(self._endpoint).hostname not in LOOPBACK
        ):
            raise Trouble("the mail server names no safe address for a large attachment")
        last = first + len(piece) - 1
        headers = {
            "Content-Type": "application/octet-stream",
            "Content-Range": f"bytes {first}-{last}/{total}",
        }
        answer = self._sent("PUT", url, headers, piece, None, MOST_BYTES)
        if not 200 <= answer.status < 300:
            raise of_answer(answer.status, answer.headers, answer.body)
        return answer

    def _sent(
        self,
        method: str,
        url: str,
        headers: dict[str, str],
        data: bytes,
        params: Mapping[str, str] | None,
        most: int,
    ) -> Answer:
        until = time.monotonic() + self._seconds
        try:
            with self._session.request(
                method,
                url,
                params=params,
                data=data if method != "GET" else None,
                headers={"User-Agent": _AGENT, **headers},
                timeout=(CONNECT_SECONDS, self._seconds),
                allow_redirects=False,
                stream=True,
            ) as response:
                return _read(response, most, until)
        except requests.RequestException as error:
            raise of_line(error, urlsplit(url).netloc) from None


def _read(response: requests.Response, most: int, until: float) -> Answer:
    """The body up to a size and a moment: a server may drip for ever."""
    parts: list[bytes] = []
    size = 0
    for piece in response.iter_content(_PIECE):
        parts.append(piece)
        size += len(piece)
        if size > most:
            break
        if time.monotonic() > until:
            raise requests.Timeout
    body = b"".join(parts)
    return Answer(response.status_code, response.headers, body[:most], size <= most)
