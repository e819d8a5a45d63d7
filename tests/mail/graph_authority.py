"""A stand-in for Microsoft Entra: the sign-in endpoints that msal speaks to, on loopback.

A test double: it keeps codes and tokens, checks PKCE, client secrets and certificate assertions,
and can be told to refuse. msal takes https addresses only, so the description names them so.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

import jwt

PERSONAL = "Mail.ReadWrite Mail.Send Mail.ReadWrite.Shared Mail.Send.Shared"


@dataclass
class Authority:
    """``refuse``: an AADSTS sentence that every token request is refused with."""

    tenant: str = "contoso.example"
    client_id: str = "11111111-2222-3333-4444-555555555555"
    client_secret: str = "client secret of the app"
    public_key: Any = None  # of the certificate that assertions must be signed with
    user: str = "ar@seller.example"
    rights: str = PERSONAL
    expires_in: int = 3600
    refuse: tuple[str, str] | None = None
    approved: bool = False  # whether somebody typed the device's code in
    tokens: set[str] = field(default_factory=set)
    refreshing: set[str] = field(default_factory=set)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    grants: list[str] = field(default_factory=list)
    device_scope: str = ""
    assertion: dict[str, Any] = field(default_factory=dict)

    def revoke(self, *, altogether: bool = False) -> None:
        """The access tokens are no longer taken; ``altogether``: nor are those that renew them."""
        self.tokens.clear()
        if altogether:
            self.refreshing.clear()

    def answer(
        self, base: str, path: str, asked: Mapping[str, str]
    ) -> tuple[int, str, dict[str, Any] | str]:
        """Status, what was asked for, and the answer."""
        tenant, _, rest = path.strip("/").partition("/")
        if tenant != self.tenant:
            return 400, "discovery", _error("invalid_tenant", "AADSTS90002: Tenant not found.")
        root = base.replace("http://", "https://") + f"/{tenant}"
        if rest == "v2.0/.well-known/openid-configuration":
            return 200, "discovery", {
                "issuer": f"{root}/v2.0",
                "authorization_endpoint": f"{root}/oauth2/v2.0/authorize",
                "token_endpoint": f"{root}/oauth2/v2.0/token",
                "device_authorization_endpoint": f"{root}/oauth2/v2.0/devicecode",
            }  # fmt: skip
        if rest == "oauth2/v2.0/authorize":
            return 200, "authorize", self._page(asked)
        if rest == "oauth2/v2.0/devicecode":
            self.device_scope = asked.get("scope", "")
            return 200, "devicecode", {
                "device_code": "device-" + secrets.token_hex(8), "user_code": "ABCD1234",
                "verification_uri": "https://login.example/device", "expires_in": 900,
                "interval": 0, "message": "",
            }  # fmt: skip
        if rest == "oauth2/v2.0/token":
            return self._token(root, asked)
        return 404, "unknown", _error("invalid_request", "no such endpoint")

    def _page(self, asked: Mapping[str, str]) -> str:
        """The page after a sign-in: a form that the browser posts to the redirect address."""
        wrong = asked.get("client_id") != self.client_id or asked.get("response_type") != "code"
        if wrong or asked.get("code_challenge_method") != "S256":
            return "<p>refused</p>"
        code = secrets.token_urlsafe(24)
        self.codes[code] = dict(asked)
        sent = urlencode({"code": code, "state": asked["state"]})
        return f'<form action="{quote(asked["redirect_uri"], safe=":/")}" data-sent="{sent}">'

    def _token(self, root: str, asked: Mapping[str, str]) -> tuple[int, str, dict[str, Any]]:
        grant = asked.get("grant_type", "")
        self.grants.append(grant)
        if self.refuse is not None:
            return 400, "token", _error(*self.refuse)
        if asked.get("client_id") != self.client_id:
            return (
                400,
                "token",
                _error("unauthorized_client", "AADSTS700016: Application not found."),
            )
        nonce = ""
        if grant == "authorization_code":
            flow = self.codes.pop(asked.get("code", ""), {})
            verifier = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
            if _b64(verifier) != flow.get("code_challenge"):
                return 400, "token", _error("invalid_grant", "AADSTS50148: wrong code_verifier.")
            if asked.get("redirect_uri") != flow["redirect_uri"]:
                return 400, "token", _error("invalid_grant", "AADSTS50011: wrong redirect_uri.")
            nonce = flow.get("nonce", "")
        elif grant == "urn:ietf:params:oauth:grant-type:device_code" or grant == "device_code":
            if not self.approved:
                return 400, "token", _error("authorization_pending", "AADSTS70016: pending.")
        elif grant == "refresh_token":
            if asked.get("refresh_token") not in self.refreshing:
                said = "AADSTS50173: The provided grant has expired due to it being revoked."
                return 400, "token", _error("invalid_grant", said)
        elif grant == "client_credentials":
            if wrong := self._app_wrong(root, asked):
                return 401, "token", _error("invalid_client", wrong)
        else:
            return 400, "token", _error("unsupported_grant_type", "AADSTS70003")
        return (
            200,
            "token",
            self._given(root, grant, asked.get("scope") or self.device_scope, nonce),
        )

    def _app_wrong(self, root: str, asked: Mapping[str, str]) -> str:
        if "client_assertion" not in asked:
            right = asked.get("client_secret") == self.client_secret
            return "" if right else "AADSTS7000215: Invalid client secret provided."
        try:
            text = asked["client_assertion"]
            self.assertion = jwt.decode(
                text, self.public_key, ["PS256", "RS256"], audience=f"{root}/oauth2/v2.0/token"
            )
        except jwt.PyJWTError as error:
            return f"AADSTS700027: the assertion is not valid ({error})"
        return "" if self.assertion["iss"] == self.client_id else "AADSTS700021: wrong issuer"

    def _given(self, root: str, grant: str, scope: str, nonce: str) -> dict[str, Any]:
        now = int(time.time())
        app = grant == "client_credentials"
        claims = {"aud": "graph", "exp": now + self.expires_in, "jti": secrets.token_hex(8)}
        claims |= {"roles": self.rights.split()} if app else {"scp": self.rights, "upn": self.user}
        access = _unsigned(claims)
        self.tokens.add(access)
        given = {"token_type": "Bearer", "expires_in": self.expires_in, "access_token": access}
        if app:
            return given
        refresh = "0.refresh-" + secrets.token_urlsafe(40)
        self.refreshing.add(refresh)
        id_token = _unsigned(
            {
                "iss": f"{root}/v2.0", "aud": self.client_id, "exp": now + 3600, "iat": now,
                "sub": "sub", "oid": "oid", "tid": self.tenant, "nonce": nonce,
                "preferred_username": self.user,
            }
        )  # fmt: skip
        info = _b64(json.dumps({"uid": "oid", "utid": self.tenant}).encode())
        return {
            **given, "scope": scope, "refresh_token": refresh, "id_token": id_token,
            "client_info": info,
        }  # fmt: skip


def _unsigned(claims: Mapping[str, Any]) -> str:
    head = _b64(json.dumps({"alg": "none", "typ": "JWT"}).encode())
    return f"{head}.{_b64(json.dumps(claims).encode())}.{secrets.token_urlsafe(24)}"


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _error(code: str, words: str) -> dict[str, Any]:
    return {"error": code, "error_description": words, "error_codes": []}
