# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth: the page on which an administrator gives the app access, and the token endpoint (RFC 6749)."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from wxcc_simulator.access.gate import is_loopback
from wxcc_simulator.wire.answers import json_response
from wxcc_simulator.wire.sent import is_json, media_type
from wxcc_simulator.world.grants import GrantError
from wxcc_simulator.world.world import BOTH_SCOPES, READ_SCOPE, WRITE_SCOPE, World

AUTHORIZE, ACCESS_TOKEN = "/v1/authorize", "/v1/access_token"
PATHS = (AUTHORIZE, ACCESS_TOKEN)
# Everything else in a query of these paths is masked in the journal.
SHOWN_PARAMETERS = ("client_id", "redirect_uri", "response_type", "scope")
REGISTERED_SCOPES = frozenset(
    {
        READ_SCOPE,
        WRITE_SCOPE,
        BOTH_SCOPES,
        "cjp:user",
        "cjds:admin_org_read",
        "cjds:admin_org_write",
        "spark:people_read",
        "spark-admin:datasource_read",
        "spark-admin:datasource_write",
        "spark-admin:telephony_config_read",
        "spark-admin:telephony_config_write",
    }
)
MOST_FIELDS = 100
FORM = "application/x-www-form-urlencoded"
PRIVATE = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
# No form-action: Chromium applies it to the redirect to the app as well.
PAGE_HEADERS = {
    **PRIVATE,
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
}
TEMPLATES = Environment(loader=PackageLoader("wxcc_simulator.access"), autoescape=True, undefined=StrictUndefined)


def oauth_routes(world: Callable[[], World]) -> list[Route]:
    """The routes of both endpoints."""

    async def authorize(request: Request) -> Response:
        if request.method == "POST":
            return _decide(world(), request, request.state.sent.body)
        return _ask(world(), request.query_params)

    async def access_token(request: Request) -> Response:
        return _grant(world(), request, request.state.sent.body)

    return [
        Route(AUTHORIZE, authorize, methods=["GET", "POST"]),
        Route(ACCESS_TOKEN, access_token, methods=["POST"]),
    ]


def _ask(world: World, query: QueryParams) -> Response:
    """The login and consent page; errors go to the app only where its redirect URI is certain."""
    client_id, redirect_uri, state = (query.get(name, "") for name in ("client_id", "redirect_uri", "state"))
    repeated = [name for name in query if len(query.getlist(name)) > 1]
    if client_id != world.credentials["client_id"] or "client_id" in repeated:
        return _problem(f"{client_id}: no app has this client id")
    if not _is_registered(world, redirect_uri) or "redirect_uri" in repeated:
        return _problem(f"{redirect_uri}: not a redirect URI of this app")
    try:
        if repeated:
            raise GrantError("invalid_request", f"{repeated[0]}: given more than once")
        scopes = _asked_scopes(query.get("response_type", ""), query.get("scope", ""))
    except GrantError as refusal:
        return _back(redirect_uri, state, error=refusal.error, error_description=refusal.reason)
    consent_id = world.grants.ask(client_id, redirect_uri, scopes, state)
    return _page(
        "consent.html",
        client_id=client_id,
        consent_id=consent_id,
        scopes=sorted(scopes),
        organizations=world.organizations.values(),
    )


def _is_registered(world: World, redirect_uri: str) -> bool:
    """Whether answers may go to a URI: a registered one, or plain http on this machine."""
    if redirect_uri in world.options.redirect_uris:
        return True
    try:
        parts = urlsplit(redirect_uri)
        # Browsers and urlsplit disagree about backslashes before an @.
        return parts.scheme == "http" and is_loopback(parts.hostname or "") and not {"@", "#"} & {*redirect_uri}
    except ValueError:
        return False


def _asked_scopes(response_type: str, scope: str) -> frozenset[str]:
    if not response_type:
        raise GrantError("invalid_request", "response_type: is required")
    if response_type != "code":
        raise GrantError("unsupported_response_type", f"{response_type}: the only response_type is code")
    scopes = frozenset(scope.split())
    if not scopes:
        raise GrantError("invalid_scope", "scope: is required")
    unknown = sorted(scopes - REGISTERED_SCOPES)
    if unknown:
        raise GrantError("invalid_scope", f"{unknown[0]}: not a scope of this app")
    return scopes


def _decide(world: World, request: Request, body: bytes) -> Response:
    """Redirect to the app, with a code or with the administrator's refusal."""
    try:
        form = _form(request, body)
    except GrantError as refusal:
        return _problem(refusal.reason, refusal.status)
    consent_id, org_id = form.get("consent_id", ""), form.get("org_id", "")
    inquiry = world.grants.inquiry(consent_id)
    if inquiry is None:
        return _problem("this page was used before or is too old; start again in the app")
    if form.get("decision") == "decline":
        world.grants.decline(consent_id)
        reason = "the administrator declined"
        return _back(inquiry.redirect_uri, inquiry.state, error="access_denied", error_description=reason)
    if form.get("decision") != "accept" or org_id not in world.organizations:
        return _problem("choose an administrator, then accept or decline")
    request.state.entry.update(client_id=inquiry.client_id, org_id=org_id)
    return _back(inquiry.redirect_uri, inquiry.state, code=world.grants.accept(consent_id, org_id))


def _back(redirect_uri: str, state: str, **answer: str) -> Response:
    """Redirect to the app's callback, which may already have a query."""
    query = urlencode({**answer, "state": state} if state else answer)
    return RedirectResponse(f"{redirect_uri}{'&' if '?' in redirect_uri else '?'}{query}", 303, PRIVATE)


def _grant(world: World, request: Request, body: bytes) -> Response:
    """Tokens for a code or for a refresh token."""
    try:
        form = _json_form(request) if _takes_json(world, request) else _form(request, body)
        _authenticate(world, request.headers.get("authorization", ""), form)
        request.state.entry["client_id"] = world.credentials["client_id"]
        answer = _answer(world, form)
    except GrantError as refusal:
        return _refusal(refusal, request.state.tracking_id)
    request.state.entry["org_id"] = world.grants.access_tokens[answer["access_token"]].org_id
    return json_response(answer, headers=PRIVATE)


def _authenticate(world: World, authorization: str, form: Mapping[str, str]) -> None:
    """The client id and secret, in the form or by HTTP Basic."""
    given = form.get("client_id"), form.get("client_secret")
    scheme, _unused, encoded = authorization.partition(" ")
    if scheme.lower() == "basic":
        if "client_secret" in form:
            raise GrantError("invalid_request", "client_secret: given in the form and by HTTP Basic; choose one")
        given = _basic(encoded)
        if form.get("client_id", given[0]) != given[0]:
            raise GrantError("invalid_request", "client_id: not the one given by HTTP Basic")
    if given != (world.credentials["client_id"], world.credentials["client_secret"]):
        raise GrantError("invalid_client", "the client id or the client secret is missing or wrong", 401)


def _basic(encoded: str) -> tuple[str, str]:
    """Client id and secret of the header, each form-encoded (RFC 6749, section 2.3.1)."""
    try:
        client_id, _unused, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except ValueError:
        return "", ""
    return unquote_plus(client_id), unquote_plus(secret)


def _answer(world: World, form: Mapping[str, str]) -> dict[str, Any]:
    grant_type = _required(form, "grant_type")
    if grant_type == "authorization_code":
        return world.grants.redeem(_required(form, "code"), _required(form, "redirect_uri"))
    if grant_type == "refresh_token":
        return world.grants.refresh(_required(form, "refresh_token"))
    raise GrantError("unsupported_grant_type", f"{grant_type}: grant_type is authorization_code or refresh_token")


def _required(form: Mapping[str, str], name: str) -> str:
    if name not in form:
        raise GrantError("invalid_request", f"{name}: is required")
    return form[name]


def _takes_json(world: World, request: Request) -> bool:
    return world.options.quirks.on("json_token_request") and is_json(request)


def _json_form(request: Request) -> dict[str, str]:
    """The fields of a JSON object, read like those of a form."""
    try:
        fields = request.state.sent.json()
    except ValueError:
        raise GrantError("invalid_request", "the body cannot be read as JSON") from None
    if not isinstance(fields, dict):
        raise GrantError("invalid_request", "the body must be a JSON object")
    for name, value in fields.items():
        if not isinstance(value, str):
            raise GrantError("invalid_request", f"{name}: must be text")
    return {name: value for name, value in fields.items() if value}


def _form(request: Request, body: bytes) -> dict[str, str]:
    """The fields of a form; one without a value counts as left out (RFC 6749, section 3.2)."""
    if media_type(request) != FORM:
        raise GrantError("invalid_request", f"the body must be {FORM}", 415)
    try:
        pairs = parse_qsl(body.decode(), max_num_fields=MOST_FIELDS)
    except ValueError:
        raise GrantError("invalid_request", "the body cannot be read as a form") from None
    form = dict(pairs)
    if len(form) < len(pairs):
        raise GrantError("invalid_request", "a parameter is given more than once")
    return form


def _refusal(refusal: GrantError, tracking_id: str) -> Response:
    """The error of RFC 6749 and Webex's own in one body."""
    body = {
        "error": refusal.error,
        "error_description": refusal.reason,
        "message": refusal.reason,
        "errors": [{"description": refusal.reason}],
        "trackingId": tracking_id,
    }
    challenge = {"WWW-Authenticate": 'Basic realm="webex"'} if refusal.status == 401 else {}
    return json_response(body, refusal.status, {**PRIVATE, **challenge})


def _problem(sentence: str, status: int = 400) -> Response:
    return _page("problem.html", status, sentence=sentence)


def _page(template: str, status: int = 200, **facts: Any) -> Response:
    return HTMLResponse(TEMPLATES.get_template(template).render(facts), status, PAGE_HEADERS)
