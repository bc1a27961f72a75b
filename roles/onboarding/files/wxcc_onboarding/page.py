# SPDX-License-Identifier: GPL-3.0-or-later
"""The onboarding page: a list of organizations, a button for each, and the callback of the identity provider."""

from __future__ import annotations

import secrets
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qsl

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from ansible_collections.webex.contact_center.plugins.module_utils.api.access.tokens import (
    TokenStore,
    TokenStoreError,
)
from ansible_collections.webex.contact_center.plugins.module_utils.api.http.identity import is_loopback
from ansible_collections.webex.contact_center.plugins.module_utils.mistakes import UserError, bug
from wxcc_onboarding.access import Access, access_list, moment
from wxcc_onboarding.door import SESSION_S, Door, Draft, Notice, Session
from wxcc_onboarding.login.logins import Login, LoginRefused, authorize_url, begin, finish
from wxcc_onboarding.login.scopes import asked_for
from wxcc_onboarding.refresh.scheduler import noted
from wxcc_onboarding.running import Running, link_to
from wxcc_onboarding.settings import Settings

LARGEST_FORM: Final = 16 * 1024
SEARCHED_ABOVE: Final = 10
LONGEST_SEARCH: Final = 100
# No form-action: Chromium applies it to the redirects of the answer too, and the identity provider has many hosts.
HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src data:; base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}
TEMPLATES: Final = Environment(loader=PackageLoader("wxcc_onboarding"), autoescape=True, undefined=StrictUndefined)
NO_SESSION: Final = (
    "This page opens with a link that works once. Run the playbook webex.contact_center.onboard, and open the link that"
    " it prints in this browser."
)


class Page:
    """The application. It logs nothing of a query, and shows no token."""

    def __init__(
        self,
        settings: Settings,
        store: TokenStore,
        door: Door,
        running: Running,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._running = running
        self._settings = settings
        self._store = store
        self._door = door
        self._clock = clock
        self._hosts = settings.hosts()
        self._is_https = settings.address.scheme == "https"
        # Browsers keep __Host- cookies apart from those that another subdomain sets.
        self._cookie = "__Host-wxcc_onboarding" if self._is_https else "wxcc_onboarding"
        self._style = files("wxcc_onboarding").joinpath("style.css").read_text(encoding="utf-8")

    def app(self) -> Starlette:
        """Make the ASGI application."""
        routes = [
            Route("/", self._list, methods=["GET"]),
            Route("/enter", self._enter, methods=["GET"]),
            Route("/login", self._login, methods=["POST"]),
            Route("/invite", self._invite, methods=["POST"]),
            Route("/style.css", self._stylesheet, methods=["GET"]),
            Route(self._settings.address.path, self._callback, methods=["GET"]),
        ]
        app = Starlette(
            routes=routes,
            middleware=[Middleware(BaseHTTPMiddleware, dispatch=self._guard)],
            exception_handlers={404: self._not_found, 405: self._not_found},
        )
        app.router.redirect_slashes = False
        return app

    async def _guard(self, request: Request, handle: RequestResponseEndpoint) -> Response:
        """Check the Host header, set the headers of every answer, and do not show the text of a failure."""
        hosts = [host.lower() for host in request.headers.getlist("host")]
        if len(hosts) != 1 or hosts[0] not in self._hosts:
            response = _problem(400, f"This page is at {self._settings.address.netloc} only.")
        elif request.method not in ("GET", "POST"):
            # Starlette answers HEAD like GET, so a preview of the link would use it up.
            response = _problem(405, "This page knows GET and POST.")
        else:
            try:
                response = await handle(request)
            except Exception as error:
                # Its text and its traceback could quote the request.
                print(f"{request.method}: {bug(error)}", file=sys.stderr, flush=True)
                response = _problem(500, "Something went wrong. Go back to the list, and try again.")
        response.headers.update(HEADERS)
        return response

    async def _not_found(self, request: Request, _error: Exception) -> Response:
        if not self._session(request):
            return _problem(403, NO_SESSION)
        return _problem(404, "There is no such page here.", has_session=True)

    async def _stylesheet(self, _request: Request) -> Response:
        return Response(self._style, media_type="text/css")

    async def _enter(self, request: Request) -> Response:
        cookie = self._door.enter(request.query_params.get("key", ""))
        if cookie is None:
            return _problem(403, f"This link was used before, or is too old. {NO_SESSION}")
        response = _to_the_list()
        response.set_cookie(
            self._cookie, cookie, max_age=SESSION_S, httponly=True, samesite="lax", secure=self._is_https
        )
        return response

    async def _list(self, request: Request) -> Response:
        session = self._session(request)
        if session is None:
            return _problem(403, NO_SESSION)
        searched = request.query_params.get("q", "").strip()[:LONGEST_SEARCH]
        try:
            facts = await run_in_threadpool(self._facts, searched)
        except TokenStoreError as error:
            return _problem(500, str(error))
        notice, draft, invitation = session.take_messages()
        return _page("list.html", notice=notice, draft=draft, invitation=invitation, csrf=session.csrf, **facts)

    def _facts(self, searched: str) -> dict[str, Any]:
        """Read what the list shows of the organizations, the scheduler and the app."""
        now = self._clock()
        scheduler = noted(self._settings.store_folder)
        is_silent = scheduler is not None and scheduler.is_silent(now)
        rows = access_list(self._store, now, is_scheduled=scheduler is not None and not is_silent)
        return {
            "rows": [row for row in rows if row.matches(searched)],
            "count": len(rows),
            "problems": _problems(rows),
            "searched": searched,
            "has_search": len(rows) > SEARCHED_ABOVE,
            "scheduler": scheduler,
            "is_silent": is_silent,
            "looked_at": moment(scheduler.looked_at, now) if scheduler else None,
            "client_id": self._settings.client_id,
            "asked_for": asked_for(self._settings.scopes),
            "is_local": is_loopback(self._settings.address.hostname or ""),
        }

    async def _login(self, request: Request) -> Response:
        """Send the administrator's browser to the identity provider."""
        session, form = self._session(request), await _form(request)
        if session is None or not _is_pressed_there(session, form):
            return _wrong_button(session)
        draft = Draft(form.get("name", "").strip(), form.get("org_id", "").strip())
        try:
            login = await run_in_threadpool(begin, self._store, draft.name, draft.org_id, self._clock())
            url = authorize_url(self._settings, session.keep(login))
        except LoginRefused as error:
            session.draft = replace(draft, field=error.field, error=str(error))
            return _to_the_list()
        except UserError as error:
            session.notice, session.draft = Notice(str(error), is_error=True), draft
            return _to_the_list()
        return RedirectResponse(url, 303)

    async def _invite(self, request: Request) -> Response:
        """Make a link for another browser."""
        session, form = self._session(request), await _form(request)
        if session is None or not _is_pressed_there(session, form):
            return _wrong_button(session)
        try:
            session.invitation = await run_in_threadpool(link_to, self._running, self._door)
        except OSError as error:
            session.notice = Notice(f"No link could be made: {error.strerror}.", is_error=True)
        return _to_the_list()

    async def _callback(self, request: Request) -> Response:
        """Handle the answer of the identity provider; its query must not stay in the address of a page."""
        session = self._session(request)
        if session is None:
            return _problem(403, f"Nothing was stored, because this is not the browser that began. {NO_SESSION}")
        state = request.query_params.get("state", "")
        login = session.take(state, self._clock())
        if login is None:
            session.notice = Notice(
                "Nothing was stored: this answer belongs to no login that was begun here in the last 10 minutes, or it"
                " came twice. Log in again.",
                is_error=True,
            )
        else:
            session.notice = await run_in_threadpool(self._finish, login, state, request.url.query)
            if session.notice.is_error and not self._store.holds(login.name):
                session.draft = Draft(login.name, login.org_id or "")
        return _to_the_list()

    def _finish(self, login: Login, state: str, query: str) -> Notice:
        try:
            entry = finish(self._settings, self._store, login, state, query)
        except LoginRefused as refusal:
            return Notice(str(refusal), is_error=True)
        organization = f"{entry.org_name}, {entry.org_id}" if entry.org_name else entry.org_id
        return Notice(f"{entry.name}: access was stored. Organization: {organization}", is_error=False)

    def _session(self, request: Request) -> Session | None:
        return self._door.session(request.cookies.get(self._cookie, ""))


async def _form(request: Request) -> dict[str, str]:
    """Read the fields of a small form; any other body has none, and so lacks the CSRF token."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_FORM:
            return {}
    try:
        return dict(parse_qsl(body.decode(), max_num_fields=10))
    except ValueError:
        return {}


def _is_pressed_there(session: Session, form: dict[str, str]) -> bool:
    """Return whether a button was pressed on a page of this session."""
    return secrets.compare_digest(form.get("csrf", "").encode(), session.csrf.encode())


def _wrong_button(session: Session | None) -> Response:
    if session is None:
        return _problem(403, NO_SESSION)
    return _problem(
        403, "This button belongs to another session. Go back to the list, and try again.", has_session=True
    )


def _problems(rows: Sequence[Access]) -> str:
    """Return how many organizations need attention, as a sentence; empty if none does."""
    count = sum(row.level != "good" for row in rows)
    if not rows or not count:
        return ""
    return f"{count} of {len(rows)} organizations need{'s' if count == 1 else ''} attention; they come first."


def _to_the_list() -> Response:
    # Without a fragment such as #new, because browsers then ignore `autofocus`.
    return RedirectResponse("/", 303)


def _problem(status: int, sentence: str, *, has_session: bool = False) -> Response:
    """Show what is wrong; the link back to the list is only for those who may see it."""
    return _page("problem.html", status, sentence=sentence, has_session=has_session)


def _page(template: str, status: int = 200, **facts: Any) -> Response:
    return HTMLResponse(TEMPLATES.get_template(template).render(facts), status)
