# SPDX-License-Identifier: GPL-3.0-or-later
"""The client of one organization: requests with retries that cannot double, complete lists, bulk, parallel calls."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from ..mistakes import UserError
from .base import BaseClient, HttpSettings
from .bulk import BulkItem, BulkResult, bulk_results
from .http.errors import (
    BadAnswer,
    ConnectionFailed,
    ForeignNotFound,
    NotFound,
    OutcomeUnknown,
    RateLimited,
    Referenced,
    WxccError,
)
from .http.forms import Form
from .http.identity import check_api_url, check_token
from .http.retrying import Doubtful, Patience, Request
from .http.transport import Answer, Transport
from .http.workers import succeeded
from .lists import MOST_PAGES, ORG, PAGE_SIZE, ROOT, ListPage, bare_rows, list_page, what_moved, whole_list


@dataclass(frozen=True)
class Settings(HttpSettings):
    """The address and the id of an organization, and the token to use."""

    api_url: str
    org_id: str
    access_token: str = field(repr=False)


class ClockGap(NamedTuple):
    """By how many seconds the server's clock is ahead of ours: between these two.

    A date has no fractions, and servers write it once a second.
    """

    least: float
    most: float


_OF_ORGANIZATIONS: Final = "/organization"


class Client(BaseClient):
    """Talks to one organization; every method raises WxccError or one of its children, and may be called by any thread.

    UserError, before anything is sent, if the settings are not safe to use.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
    ) -> None:
        self.org_id = settings.org_id
        self.clock = clock
        token = check_token(settings.access_token)
        super().__init__(
            check_api_url(settings.api_url), settings, token=token, secrets=[token], clock=clock, sleep=sleep
        )

    def path(self, *parts: str) -> str:
        """Return a path below the organization, or below the API itself where the first part is ROOT.

        UserError if a part is empty, or would lead elsewhere.
        """
        above, parts = ([""], parts[1:]) if parts[:1] == (ROOT,) else ([_OF_ORGANIZATIONS, self.org_id], parts)
        if not parts or any(part in ("", ".", "..") for part in parts):
            raise UserError(f"path {'/'.join(parts)!r}: an empty part, or one of dots only, is not allowed")
        named = (self.org_id if part == ORG else part for part in (*above[1:], *parts))
        return "/".join((above[0], *(quote(part, safe=":") for part in named)))

    def get(self, path: str, params: Mapping[str, Any] | None = None) -> Any:
        """Read, and repeat that until there is a usable answer."""
        return self._read(Request("GET", path, params), self._requester.new_patience())

    def get_object(self, path: str) -> dict[str, Any]:
        """Read one object; BadAnswer if the answer is not one."""
        return self._read_object(Request("GET", path, self._named(path)), self._requester.new_patience())

    def get_bytes(self, path: str, params: Mapping[str, Any] | None = None) -> bytes:
        """Read a file that the service keeps."""
        request = Request("GET", path, params, accept="*/*")
        return self._requester.repeated(
            request, self._requester.new_patience(), lambda _request, answer: bytes(answer.body)
        )

    def list_all(self, path: str, params: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Read all pages of a list, and read them again after a pause if it changed meanwhile.

        The rows are complete; otherwise BadAnswer says why that is not certain.
        """
        patience = self._requester.new_patience()
        tries = 0
        while True:
            pages, first_again = self._pages(path, params)
            reason = what_moved(pages, first_again)
            if not reason:
                return [row for page in pages for row in page.rows]
            tries += 1
            again = f"{tries} times " if tries > 1 else ""
            changed = BadAnswer(
                f"the list was read {again}and changed while it was read: {reason}; run again when nobody else"
                " changes it, or with a longer retry_timeout",
                request=f"GET {path}",
            )
            patience.wait(Doubtful(changed))

    def _pages(self, path: str, params: Mapping[str, Any] | None) -> tuple[list[ListPage], ListPage]:
        """Return every page of a list, read once, and the first one read again after all others."""
        first = self._page(path, params, 0)
        rest = self.parallel([partial(self._page, path, params, number) for number in range(1, first.pages)])
        pages = [first, *succeeded(rest)]
        return pages, self._page(path, params, 0) if rest else first

    def list_bare(self, path: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
        """Read all pages of a list that is a mere array, which says nowhere how many rows there are.

        Pages are read until one is empty, since the service may give fewer rows than are asked for.
        """
        rows: list[dict[str, Any]] = []
        for number in range(MOST_PAGES):
            page = self.bare_page(path, params, number)
            if not page:
                break
            rows += page
        return list({row["id"]: row for row in rows}.values())

    def bare_page(self, path: str, params: Mapping[str, Any], number: int = 0) -> list[dict[str, Any]]:
        """Read one page of such a list, counted from 0."""
        request = Request("GET", path, {**params, "page": number, "size": PAGE_SIZE})
        return bare_rows(self._read(request, self._requester.new_patience()), str(request))

    def list_page(self, path: str, number: int) -> tuple[list[dict[str, Any]], bool]:
        """Read one page of a list, counted from 0, and whether it is the last; nothing else of the list is checked."""
        page = self._page(path, None, number)
        return page.rows, number + 1 >= page.pages

    def first_page(self, path: str) -> tuple[ListPage, ClockGap | None]:
        """Read the first page of a list, and the difference of clocks; None where the answer has no usable date."""
        request = self._page_request(path, None, 0)
        began = time.time()

        def read(request: Request, answer: Answer) -> tuple[ListPage, ClockGap | None]:
            gap = None if answer.date is None else ClockGap(answer.date - time.time(), answer.date + 2 - began)
            return _page_of(request, self._requester.content(request, answer)), gap

        return self._requester.repeated(request, self._requester.new_patience(), read)

    def ask(self, path: str, params: Mapping[str, Any], body: Any) -> Any:
        """Read by a POST that changes nothing, and repeat that until there is a usable answer."""
        return self._read(Request("POST", path, params, body), self._requester.new_patience())

    def post(self, path: str, body: Any, params: Mapping[str, Any] | None = None) -> Any:
        """Create or ask, by JSON or a Form; sent again only where it surely was not processed, else OutcomeUnknown."""
        return _unwrapped(path, self._send_once(Request("POST", path, params, body))[0])

    def put(
        self,
        path: str,
        live: Mapping[str, Any],
        changed: Callable[[Mapping[str, Any]], Mapping[str, Any] | Form],
        *,
        is_done: Callable[[dict[str, Any]], bool],
        expires: float | None = None,
        method: str = "PUT",
    ) -> dict[str, Any]:
        """Replace an object by what `changed` makes of the live one, and give it back; with PATCH, change a part of it.

        Expired where the time until which the live one may be written over has passed before anything was sent.
        Where the outcome is unknown, `is_done` judges the object as it is, and what is sent again is made of that.
        """
        patience = self._requester.new_patience(method)
        read = Request("GET", path, self._named(path))
        doubt: Doubtful | None = None
        while True:
            request = Request(method, path, body=changed(live), expires=None if doubt else expires)
            try:
                return _object(request, self._content_of(request, patience, doubt))
            except Doubtful as failure:
                doubt = failure
            try:
                patience.wait(doubt)
                current = self._read_object(read, patience)
            except NotFound:
                raise
            except WxccError as error:
                raise _unknown(request, doubt.error) from error
            if is_done(current):
                return current
            live = current

    def delete(self, path: str, params: Mapping[str, Any] | None = None) -> None:
        """Delete; repeated until the object is gone, even if somebody else deleted it.

        OutcomeUnknown, caused by the refusal that came after a doubt, or by ForeignNotFound, where a look can tell.
        """
        patience = self._requester.new_patience("DELETE")
        request = Request("DELETE", path, params or self._named(path))
        doubt: Doubtful | None = None
        while True:
            try:
                self._content_of(request, patience, doubt)
                return
            except NotFound:
                return
            except ForeignNotFound as error:
                raise _unknown(request, error) from error
            except WxccError as error:
                if doubt is None or isinstance(error, (OutcomeUnknown, Referenced)):  # what is referenced is there
                    raise
                raise _unknown(request, doubt.error) from error
            except Doubtful as failure:
                doubt = failure
            try:
                patience.wait(doubt)
            except WxccError as error:
                raise _unknown(request, doubt.error) from error

    def patience(self) -> Patience:
        """Return the time for retries of the caller, which is as long as that for one request."""
        return self._requester.new_patience("POST")

    def elsewhere(self, origin: str) -> Transport:
        """Return a transport to another host, which gets no token; the caller closes it."""
        try:
            return self._new_transport(origin, None, option="a signed URL of the service")
        except ValueError as error:
            raise WxccError(str(error)) from None

    def bulk(
        self, path: str, items: Sequence[BulkItem], *, expires: float | None = None, method: str = "POST"
    ) -> list[BulkResult]:
        """Send many objects in one request, or with PATCH parts of them, and give a result for each.

        Expired as for `put`. AnswerMismatch where the answer does not fit what was sent.
        """
        envelope = [
            {"itemIdentifier": item.identifier, "item": item.item, "requestAction": item.action} for item in items
        ]
        request = Request(method, path, body={"items": envelope}, expires=expires)
        content, answer = self._send_once(request)
        rows = content.get("items") if isinstance(content, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise OutcomeUnknown(
                "the answer has no list of items", request=str(request), tracking_id=answer.tracking_id
            )
        return bulk_results(str(request), items, rows, tracking_id=answer.tracking_id, retry_after=answer.retry_after)

    def _read(self, request: Request, patience: Patience) -> Any:
        return self._requester.repeated(request, patience, self._requester.content)

    def _read_object(self, request: Request, patience: Patience) -> dict[str, Any]:
        content = self._read(request, patience)
        content = _unwrapped(request.path, content)
        if not isinstance(content, dict):
            raise BadAnswer("the answer is not an object", request=str(request))
        return content

    def _named(self, path: str) -> dict[str, str] | None:
        """Return the query that names the organization where the path does not."""
        return {"orgId": self.org_id} if _is_outside(path) else None

    def _content_of(self, request: Request, patience: Patience, doubt: Doubtful | None) -> Any:
        """Return the content of the answer to a write; OutcomeUnknown if it fails after a doubtful attempt."""
        try:
            answer = self._requester.exchange(request, patience)
            return self._requester.content(request, answer) if answer.body or request.method != "DELETE" else None
        except WxccError as error:
            if doubt is None or not (error.never_sent or isinstance(error, (ConnectionFailed, RateLimited))):
                raise
            raise _unknown(request, doubt.error) from error

    def _send_once(self, request: Request) -> tuple[Any, Answer]:
        """Send a request that must not be repeated; returns the content and the answer, or raises OutcomeUnknown."""
        try:
            answer = self._requester.exchange(request, self._requester.new_patience(request.method))
            return self._requester.content(request, answer), answer
        except Doubtful as failure:
            unknown = _unknown(request, failure.error)
            unknown.retry_after = failure.retry_after
        raise unknown

    def _page(self, path: str, params: Mapping[str, Any] | None, number: int) -> ListPage:
        request = self._page_request(path, params, number)
        return _page_of(request, self._read(request, self._requester.new_patience()))

    def _page_request(self, path: str, params: Mapping[str, Any] | None, number: int) -> Request:
        """Return the request for a page; a list outside of the organization's path has no pages."""
        pages = {"orgId": self.org_id} if _is_outside(path) else {"page": number, "pageSize": PAGE_SIZE}
        return Request("GET", path, {**(params or {}), **pages})


def _page_of(request: Request, content: Any) -> ListPage:
    return (whole_list if _is_outside(request.path) else list_page)(content, str(request))


def _is_outside(path: str) -> bool:
    return not path.startswith(f"{_OF_ORGANIZATIONS}/")


def _unwrapped(path: str, content: Any) -> Any:
    """Return the object that an answer outside of the organization's path has in `data`."""
    wraps = _is_outside(path) and isinstance(content, dict) and content.keys() == {"meta", "data"}
    return content["data"] if wraps else content


def _object(request: Request, content: Any) -> dict[str, Any]:
    """Return the object in the answer to a write; Doubtful without one, because the write was probably carried out."""
    content = _unwrapped(request.path, content)
    if not isinstance(content, dict):
        raise Doubtful(BadAnswer("the answer is not an object", request=str(request)))
    return content


def _unknown(request: Request, error: WxccError) -> OutcomeUnknown:
    return OutcomeUnknown(
        error.reason, request=str(request), status=error.status, tracking_id=error.tracking_id, key=error.key
    )
