# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a request, and how the API's answers become one helpful sentence."""

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
    """A request that did not do what it should; as text one sentence: request, status, reason, tracking id.

    `never_sent`: the request was held back, so it did nothing for certain.
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
    """A request that was not sent, because whoever started the work has gone."""


class AnswerMismatch(OutcomeUnknown):
    """A bulk answer that does not fit what was sent, so that it may be about anything: it is not believed at all."""


class Unauthorized(WxccError):
    """401: the access token is not accepted."""

    hint = "give a newer access token, or check data_center: a token is good in one data center"


class Forbidden(WxccError):
    """403: the token is good, but not for this."""

    hint = "if rights are missing: cjp:config_read to read, cjp:config_write to write, and an administrator's token"


class NotFound(WxccError):
    """404, said by the service itself: what was asked for does not exist."""

    @staticmethod
    def is_said_in(content: Any) -> bool:
        """Return whether decoded content has the shape in which the service says so, which no gateway's page has."""
        return isinstance(content, dict) and isinstance(content.get("error"), dict)


class ForeignNotFound(WxccError):
    """404 in another shape, as of a gateway, of an unknown route or of a wrong address: the object may well exist."""

    hint = "the service itself did not say this, so the object may still exist"


class Conflict(WxccError):
    """409: mostly an object of this name that exists already."""


class Referenced(WxccError):
    """412: other objects use this one; `referenced` lists their families as far as the API names them."""


class RateLimited(WxccError):
    """429 until the time for retries was used up."""


class BadAnswer(WxccError):
    """An answer that is not the API's: a redirect, not JSON, cut off, or not of the shape that was expected."""


class Unfit(ValueError):
    """What the reader of an answer raises where it says in words why this cannot be the answer to the question."""


class TooLarge(BadAnswer):
    """An answer of more bytes than are taken; less may have to be asked for at a time."""


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
    """Tell whether an item of a bulk request was refused because it has an id: this service only creates in bulk."""
    return error.status == HTTPStatus.BAD_REQUEST and "cannot have an id" in error.reason


def refuses_field(error: WxccError, name: str) -> bool:
    """Tell whether a request was refused for a field, as one that the organization lacks the feature for."""
    return error.status == HTTPStatus.BAD_REQUEST and name in error.reason


def is_refusal(error: WxccError) -> bool:
    """Tell whether the service understood a request and will not do it, now or later, whoever asks again."""
    return error.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.CONFLICT)


def is_no_route(error: WxccError) -> bool:
    """Tell whether the service does not know an address, or not this method of it."""
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
    """Return in a few words what a page that should have been JSON says."""
    return _page_text(body[:READ_OF_A_PAGE].decode("utf-8", "replace")) or "nothing"


def _page_text(text: str) -> str:
    page = text[:READ_OF_A_PAGE]
    title = _TITLE.search(page)
    return shortened(unescape(_NOT_TEXT.sub(" ", title[1] if title else page)), LONGEST_EXCERPT)


def _texts(value: Any) -> Iterator[str]:
    """Find what is meant for people: a text, or a list of texts or of objects with a description or a message."""
    for part in value if isinstance(value, list) else [value]:
        text = (part.get("description") or part.get("message")) if isinstance(part, dict) else part
        if isinstance(text, (str, int, float)) and (line := shortened(str(text), LONGEST_REASON)):
            yield line + (_position(part) if isinstance(part, dict) else "")


def _position(error: dict[str, Any]) -> str:
    """Say where in a GraphQL document an error is, for the errors that know it."""
    places = error.get("locations")
    place = places[0] if isinstance(places, list) and places and isinstance(places[0], dict) else {}
    line, column = place.get("line"), place.get("column")
    return f" (line {line}, column {column})" if isinstance(line, int) and isinstance(column, int) else ""


def _phrase(status: int) -> str:
    try:
        return f"{HTTPStatus(status).phrase}, without an explanation"
    except ValueError:
        return "no explanation"
