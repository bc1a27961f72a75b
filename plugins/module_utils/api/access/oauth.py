# SPDX-License-Identifier: GPL-3.0-or-later
"""The two OAuth grants of Webex (RFC 6749): a login's code for tokens, and later a refresh token for new ones."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from ...mistakes import UserError
from ...outside import Mask, shortened
from ..http.errors import LONGEST_EXCERPT, LONGEST_REASON, BadAnswer, WxccError, error_from, error_of, page_excerpt
from ..http.identity import AUTH_URL, VISIBLE_ASCII, check_api_url
from .signals import disturbed

if TYPE_CHECKING:
    from ..http.transport import Answer

AUTHORIZE: Final = "/v1/authorize"
ACCESS_TOKEN: Final = "/v1/access_token"
REQUEST: Final = f"POST {ACCESS_TOKEN}"
FORM: Final = "application/x-www-form-urlencoded"
LOG_IN: Final = "log in with the playbook webex.contact_center.onboard"
INVALID_GRANT: Final = "invalid_grant"
"""The error code with which a login's code or a refresh token is refused for good."""
LONGEST_LIFE_S: Final = 10**10

CODES: Final = re.compile(
    r"\b(invalid_(?:grant|client|request|scope)|unauthorized_client|unsupported_grant_type|access_denied)\b"
)
ADVICE: Final = {
    "authorization_code": LOG_IN,
    "refresh_token": LOG_IN,
    "invalid_client": "check client_id and client_secret",
    "unauthorized_client": "check client_id, and what its app is registered for",
    "invalid_scope": "check the scopes against those that the app is registered for",
}
UNEXPLAINED: Final = {
    "authorization_code": "the code has expired, was used before, or is for another redirect_uri",
    "refresh_token": "the refresh token has expired, was revoked, or was replaced by a newer one",  # nosec B105 # a sentence
}
"""The usual reason of a refusal, where the identity provider says only `invalid_grant`."""


@dataclass(frozen=True)
class Grant:
    """Tokens as they were issued; times are epoch seconds of our own clock, None where the answer has none."""

    access_token: str = field(repr=False)
    expires_at: float
    refresh_token: str | None = field(repr=False)
    refresh_expires_at: float | None
    scopes: tuple[str, ...]
    obtained_at: float
    client_id: str = ""
    """The client id of the app that the tokens were issued for, which has the request budget; empty if unknown."""


class OAuthError(WxccError):
    """The identity provider refused for good; `key` is the error code of RFC 6749, None where the answer has none."""


class OAuth:
    """One registered app at the identity provider; methods that send a request raise WxccError or one of its children.

    Raises UserError, before anything is sent, where a setting is missing or wrong.
    """

    def __init__(
        self,
        *,
        auth_url: str,
        client_id: str,
        client_secret: str,
        timeout: float = 30,
        retry_timeout: float = 900,
        validate_certs: bool = True,
        ca_path: str | None = None,
        clock: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] = time.sleep,
    ) -> None:
        # Imported late: a stored token that is still valid needs neither `requests` nor the 0.2 s of its import.
        from ..http.retrying import Patience
        from ..http.transport import REQUESTS_IMPORT_ERROR, Transport

        for option, value in (("client_id", client_id), ("client_secret", client_secret)):
            if not value:
                raise UserError(
                    f"{option}: missing; copy it from the page of the registered app into the option {option},"
                    f" the variable wxcc_{option}, or WXCC_{option.upper()} in the environment"
                )
        if REQUESTS_IMPORT_ERROR:
            raise UserError("requests: this Python library is missing where Ansible runs; pip install requests")
        self._auth_url = check_api_url(auth_url, option="auth_url", example=AUTH_URL)
        self._client_id = client_id
        self._client_secret = client_secret
        self._clock = clock
        self._new_patience = partial(Patience, retry_timeout, monotonic, sleep)
        self._transport = Transport(
            self._auth_url,
            None,
            timeout=timeout,
            validate_certs=validate_certs,
            ca_path=ca_path,
            option="auth_url",
            mask=Mask([client_secret]),
        )

    def exchange_code(self, code: str, redirect_uri: str, scopes: Sequence[str] = ()) -> Grant:
        """Exchange a login's code for tokens; `scopes` are those requested, which count where the answer names none."""
        return self._ask("authorization_code", {"code": code, "redirect_uri": redirect_uri}, code, scopes, None)

    def refresh(self, refresh_token: str, scopes: Sequence[str] = ()) -> Grant:
        """Exchange a refresh token for new tokens; it stays in use where the answer has no new one.

        After a lost answer the same refresh token is sent again. If it was spent, the answer is invalid_grant.
        """
        return self._ask("refresh_token", {"refresh_token": refresh_token}, refresh_token, scopes, refresh_token)

    def _ask(
        self, grant_type: str, form: Mapping[str, str], secret: str, scopes: Sequence[str], refresh_token: str | None
    ) -> Grant:
        from ..http.retrying import Doubtful
        from ..http.transport import Lost

        app = {"client_id": self._client_id, "client_secret": self._client_secret}
        body = urlencode({"grant_type": grant_type, **app, **form}).encode()
        mask = self._transport.mask.plus(secret)
        patience = self._new_patience()
        try:
            while True:
                asked_at = self._clock()  # the life of a token begins somewhere between this and the answer
                try:
                    answer = self._transport.exchange(
                        "POST", ACCESS_TOKEN, body=body, content_type=FORM, secrets=[secret]
                    )
                except Lost as lost:
                    lost.error.request = REQUEST
                    failure = Doubtful(lost.error, brief=not lost.connected, final=lost.final)
                else:
                    if HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
                        return replace(_grant(answer, asked_at, scopes, refresh_token), client_id=self._client_id)
                    error = _refusal(answer, mask.error(answer.body), grant_type)
                    failure = Doubtful(error, retry_after=answer.retry_after, final=not _is_passing(answer.status))
                with disturbed():
                    patience.wait(failure)
        finally:
            self._transport.close()


def _is_passing(status: int) -> bool:
    return status == HTTPStatus.TOO_MANY_REQUESTS or status >= HTTPStatus.INTERNAL_SERVER_ERROR


def _refusal(answer: Answer, body: bytes, grant_type: str) -> WxccError:
    """Turn an answer that is not a success into an error; `body` is without secrets."""
    if _is_passing(answer.status):
        return error_of(answer.status, body, request=REQUEST, tracking_id=answer.tracking_id)
    content = _decoded(body)
    if answer.status < HTTPStatus.BAD_REQUEST:
        return _bad(answer, "the server redirects to another address; redirects are not followed; check auth_url")
    if content is None:
        return _bad(answer, f"the answer is not JSON but says: {page_excerpt(body)}; check auth_url")
    error = error_from(content, status=answer.status, request=REQUEST, tracking_id=answer.tracking_id)
    description = content.get("error_description")
    description = shortened(description, LONGEST_REASON) if isinstance(description, str) else error.reason
    key = _code(content, answer.status, f"{description} {error.reason}")
    advice = ADVICE.get(grant_type if key == INVALID_GRANT else key or "")
    advice = advice or f"check auth_url, client_id and client_secret; if they are right, {LOG_IN}"
    if description == key == INVALID_GRANT and grant_type in UNEXPLAINED:
        description = UNEXPLAINED[grant_type]
    reason = description if key is None or key in description else f"{key}, {description}"
    return OAuthError(
        f"{reason}; {advice}", request=REQUEST, status=answer.status, tracking_id=error.tracking_id, key=key
    )


def _code(content: Mapping[str, Any], status: int, description: str) -> str | None:
    """Find the error code of RFC 6749. Webex's own shape of errors has it somewhere in a text, or not at all."""
    code = content.get("error")
    if isinstance(code, str) and code:
        return shortened(code, LONGEST_EXCERPT)
    if found := CODES.search(description):
        return found[1]
    return "invalid_client" if status == HTTPStatus.UNAUTHORIZED else None


def _grant(answer: Answer, asked_at: float, scopes: Sequence[str], refresh_token: str | None) -> Grant:
    """Read the tokens; errors do not quote the answer, because it may hold some."""
    content = _decoded(answer.body)
    if content is None:
        raise _bad(answer, "the answer is not a JSON object; check auth_url")
    token = _token(content, "access_token")
    if token is None:
        raise _bad(answer, "the answer has no access_token; check auth_url")
    life = _seconds(content, "expires_in")
    if life is None:
        raise _bad(
            answer, "the answer does not say how long the access token is valid: expires_in is not a number above 0"
        )
    refresh_life = _seconds(content, "refresh_token_expires_in")
    scope = content.get("scope")
    return Grant(
        access_token=token,
        expires_at=asked_at + life,
        refresh_token=_token(content, "refresh_token") or refresh_token,
        refresh_expires_at=None if refresh_life is None else asked_at + refresh_life,
        scopes=tuple(scope.split() if isinstance(scope, str) and scope.strip() else scopes),
        obtained_at=asked_at,
    )


def _decoded(body: bytes) -> dict[str, Any] | None:
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return content if isinstance(content, dict) else None


def _token(content: Mapping[str, Any], name: str) -> str | None:
    value = content.get(name)
    return value if isinstance(value, str) and VISIBLE_ASCII.fullmatch(value) else None


def _seconds(content: Mapping[str, Any], name: str) -> float | None:
    value: Any = content.get(name)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return float(value) if is_number and 0 < value < LONGEST_LIFE_S else None


def _bad(answer: Answer, reason: str) -> BadAnswer:
    return BadAnswer(reason, request=REQUEST, status=answer.status, tracking_id=answer.tracking_id)
