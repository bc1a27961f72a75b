# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of requests, each one sentence made from the answer of the API."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from http import HTTPStatus
from types import MappingProxyType
from typing import Any, ClassVar, Final

from ...outside import printable, shortened

LONGEST_REASON: Final = 1000
LONGEST_EXCERPT: Final = 200
READ_OF_A_PAGE: Final = 16 * 1024

_TITLE: Final = re.compile(r"<title[^>]*>(.*?)</title", re.IGNORECASE | re.DOTALL)
_NOT_TEXT: Final = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


class WxccError(Exception):
    """A request failed. As text, it is one sentence: request, status, reason, hint, tracking id.

    `never_sent`: the request was not sent, so it certainly had no effect.
    """

    hint: ClassVar[str] = ""
    retry_after: float | None = None  # seconds that the service asks to wait before the same is sent again

    def __init__(
        self,
        reason: str,
        *,
        request: str = "",
        status: int | None = None,
        tracking_id: str | None = None,
        key: str | None = None,
        referenced: list[str] | None = None,
        never_sent: bool = False,
    ) -> None:
        super().__init__(printable(reason))
        self.reason = printable(reason)
        self.request = printable(request)
        self.status = status
        self.tracking_id = tracking_id and shortened(tracking_id, LONGEST_EXCERPT)
        self.key = key and shortened(key, LONGEST_EXCERPT)
        self.referenced = referenced or []
        self.never_sent = never_sent

    def __str__(self) -> str:
        text = ": ".join(part for part in (self.request, str(self.status or ""), self.reason) if part)
        hint = f"; {self.hint}" if self.hint else ""
        tracking = f" (tracking id {self.tracking_id})" if self.tracking_id else ""
        return text + hint + tracking


class ConnectionFailed(WxccError):
    """The host was never reached, or the connection was lost until the time for retries was used up."""


class OutcomeUnknown(WxccError):
    """A request that must not be repeated was lost or answered 5xx: it may or may not have been carried out."""

    hint = "it may or may not have been carried out"


class Abandoned(WxccError):
    """A request was not sent, because the process that started the work has ended."""


class AnswerMismatch(OutcomeUnknown):
    """A bulk answer does not match its request, so none of its results counts."""


class Unauthorized(WxccError):
    """401: the access token is not accepted."""

    hint = "use a newer access token, or check data_center: a token is valid in one data center only"


class Forbidden(WxccError):
    """403: the token is valid, but lacks a right for this request."""

    hint = "the token may lack a right: reading needs cjp:config_read, writing cjp:config_write and an administrator"


class NotFound(WxccError):
    """404 from the service itself: the object does not exist."""

    @staticmethod
    def is_said_in(content: Any) -> bool:
        """Return whether decoded content has the shape of an error of the service, which a page of a gateway lacks."""
        return isinstance(content, dict) and isinstance(content.get("error"), dict)


class ForeignNotFound(WxccError):
    """404 in another shape, from a gateway, an unknown route or a wrong address: the object may exist."""

    hint = "this is not an answer of the service itself, so the object may still exist"


class Conflict(WxccError):
    """409: usually, an object with this name already exists."""


class Referenced(WxccError):
    """412: other objects use this one; `referenced` lists their families, if the API names them."""


class RateLimited(WxccError):
    """429 until the time for retries was used up."""


class BadAnswer(WxccError):
    """An answer that is not from the API, or not usable: a redirect, not JSON, cut, or of another shape."""


class Unfit(ValueError):
    """Raised by the reader of an answer that does not belong to the request; the text says why."""


class TooLarge(BadAnswer):
    """An answer exceeded the size limit; a smaller request may succeed."""


CLASSES: Final[Mapping[int, type[WxccError]]] = MappingProxyType(
    {
        401: Unauthorized,
        403: Forbidden,
        404: NotFound,
        409: Conflict,
        412: Referenced,
        429: RateLimited,
    }
)


def refuses_ids(error: WxccError) -> bool:
    """Return whether an item of a bulk request was refused because it has an id: this service only creates in bulk."""
    return error.status == HTTPStatus.BAD_REQUEST and "cannot have an id" in error.reason


def refuses_field(error: WxccError, name: str) -> bool:
    """Return whether a request was refused for a field, as one that the organization lacks the feature for."""
    return error.status == HTTPStatus.BAD_REQUEST and name in error.reason


def is_refusal(error: WxccError) -> bool:
    """Return whether the service understood a request and will not do it, now or later."""
    return error.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


def is_no_route(error: WxccError) -> bool:
    """Return whether the service does not know an address, or not this method of it."""
    return error.status in (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


def error_of(
    status: int,
    body: bytes,
    *,
    request: str,
    tracking_id: str | None,
    classes: Mapping[int, type[WxccError]] = CLASSES,
) -> WxccError:
    """Make the error of an answer, whichever of the API's shapes its body has; its own tracking id wins.

    `classes` are those of the API, with hints in the words of its options.
    """
    text = body.decode("utf-8", "replace").strip()
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        content = _page_text(text)
    return error_from(content, status=status, request=request, tracking_id=tracking_id, classes=classes)


def error_from(
    content: Any,
    *,
    status: int,
    request: str,
    tracking_id: str | None,
    classes: Mapping[int, type[WxccError]] = CLASSES,
) -> WxccError:
    """Make the error of decoded content: of a whole answer, or of the `apiError` of one item of a bulk answer."""
    outer = content if isinstance(content, dict) else {"message": content}
    error = outer.get("error")
    inner = error if isinstance(error, dict) else {"reason": error}
    # The application's shape says all in `error`; the framework's has `error` as text and may explain in `message`.
    parts = [*_texts(inner.get("reason")), *_texts(inner.get("message"))]
    parts += [*_texts(outer.get("message")), *_texts(outer.get("errors")), *_texts(outer.get("reason"))]
    key = inner.get("key", outer.get("code"))
    own_id = outer.get("trackingId") or inner.get("trackingId")
    kind = classes.get(status, WxccError)
    if issubclass(kind, NotFound) and not kind.is_said_in(content):
        kind = ForeignNotFound
    return kind(
        shortened("; ".join(dict.fromkeys(parts)), LONGEST_REASON) or _phrase(status),
        request=request,
        status=status,
        tracking_id=str(own_id) if own_id else tracking_id,
        key=None if key is None else str(key),
        referenced=list(_texts(inner.get("referencedEntities"))),
    )


def page_excerpt(body: bytes) -> str:
    """Return the title or the first words of a page that should have been JSON."""
    return _page_text(body[:READ_OF_A_PAGE].decode("utf-8", "replace")) or "nothing"


def _page_text(text: str) -> str:
    page = text[:READ_OF_A_PAGE]
    title = _TITLE.search(page)
    return shortened(unescape(_NOT_TEXT.sub(" ", title[1] if title else page)), LONGEST_EXCERPT)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts for people: of a text, or of a list of texts or of objects with a description or message."""
    for part in value if isinstance(value, list) else [value]:
        text = (part.get("description") or part.get("message")) if isinstance(part, dict) else part
        if isinstance(text, (str, int, float)) and (line := shortened(str(text), LONGEST_REASON)):
            yield line + (_position(part) if isinstance(part, dict) else "")


def _position(error: dict[str, Any]) -> str:
    """Return the place of an error in a GraphQL document, if it has one."""
    places = error.get("locations")
    place = places[0] if isinstance(places, list) and places and isinstance(places[0], dict) else {}
    line, column = place.get("line"), place.get("column")
    return f" (line {line}, column {column})" if isinstance(line, int) and isinstance(column, int) else ""


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase}, without an explanation"
    except ValueError:
        return "no explanation"
