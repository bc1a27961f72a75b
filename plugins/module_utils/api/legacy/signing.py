# SPDX-License-Identifier: GPL-3.0-or-later
"""Sign requests to the legacy API, and encode its queries for a URL."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, unquote_to_bytes

from ...mistakes import UserError

JSON: Final = "application/json"
CSV: Final = "text/csv"
VISIBLE: Final = re.compile(r"[!-~](?:[ -~]*[!-~])?")
UNPRINTABLE: Final = re.compile(r"[\x00-\x1f\x7f]")
PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}")
BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})")
ENCODED: Final = re.compile(
    r"\s*(?:(?:https?://[^\s?]*)?\??(?:[^\s=&]+=[^\s&]*&)*(?:q|GET_DATA)=)?(?P<query>%7B[^\s&]*)", re.IGNORECASE
)
"""An encoded JSON object, by itself or in a URL: only letters, digits and `-._~!'()*` stay as they are in it."""
SPACE: Final = re.compile(r"[ \t\r\n]*")
DIGESTS: Final = tuple(sorted(name for name in hashlib.algorithms_guaranteed if not name.startswith("shake")))


@dataclass(frozen=True)
class Scheme:
    """How a tenant wants the Authorization header: the digest of the HMAC, and where signature and tenant id stand."""

    digest: str = "sha1"
    layout: str = "{signature};tenantId={tenant_id}"

    def __post_init__(self) -> None:
        if self.digest not in DIGESTS:
            raise UserError(f"digest: {self.digest!r} is unknown; use one of {', '.join(DIGESTS)}")
        unknown = set(PLACEHOLDER.findall(self.layout)) - {"{signature}", "{tenant_id}"}
        if unknown or "{signature}" not in self.layout or not VISIBLE.fullmatch(self.layout):
            raise UserError(
                f"layout: {self.layout!r} is not an Authorization value; it must contain {{signature}}, may contain"
                " {tenant_id}, and must otherwise be plain ASCII"
            )


LAB: Final = Scheme()
"""The form in which the service was last documented."""


def signature(user: str, api_key: str, digest: str = LAB.digest) -> str:
    """Return the base64 HMAC of a user id; the same for every request, so it is enough to send any."""
    return base64.b64encode(hmac.digest(api_key.encode(), user.encode(), digest)).decode()


def authorization(user: str, api_key: str, tenant_id: str = "", scheme: Scheme = LAB) -> str:
    """Return the complete value of the header; UserError, without showing the key, for invalid input."""
    for name, text in (("user", user), ("api_key", api_key)):
        if not text or text != text.strip() or UNPRINTABLE.search(text):
            raise UserError(f"{name}: empty, or with spaces around it or a line break; copy it again")
    if "{tenant_id}" in scheme.layout and not re.fullmatch(r"[!-~]+", tenant_id):
        raise UserError(
            "tenant_id: missing or invalid; it is the number called tId in the address of an Analyzer report"
        )
    signed = signature(user, api_key, scheme.digest)
    return scheme.layout.replace("{tenant_id}", tenant_id).replace("{signature}", signed)


def signed_headers(
    user: str, api_key: str, tenant_id: str = "", accept: str = JSON, scheme: Scheme = LAB
) -> dict[str, str]:
    """Return the headers of a call.

    HTTP libraries write headers in Latin-1, so that a user id beyond ASCII stands here as the text whose Latin-1 bytes
    are its UTF-8: what is signed and what arrives are then the same bytes.
    """
    if not VISIBLE.fullmatch(accept):
        raise UserError("accept: is not a media type such as application/json or text/csv; it must be plain ASCII")
    value = authorization(user, api_key, tenant_id, scheme)
    return {"Authorization": value, "From": user.encode().decode("latin-1"), "Accept": accept}


def encode_query(query: str | Mapping[str, Any]) -> str:
    """Percent-encode a query for `q`: a mapping compactly, text as it stands, of an Analyzer response its query."""
    if isinstance(query, Mapping):
        inner = query.get("query")
        return _quoted(compact(inner if isinstance(inner, Mapping) else query))
    return _quoted(query_text(query))


def unencoded(text: str) -> str:
    """Return the query behind a text that is percent-encoded already; any other text is given.

    JSON never begins with a percent sign, so nothing is taken for encoded that is not. A whole URL, or a part such as
    `q=%7B`, is read too.
    """
    match = ENCODED.match(text)
    return decode_query(match["query"]) if match else text


def decode_query(text: str) -> str:
    """Return the text behind a `q`; UserError if it is not percent-encoded UTF-8."""
    if wrong := BAD_ESCAPE.search(text):
        raise UserError(f"not percent-encoded: the % at position {wrong.start() + 1} has no two hexadecimal digits")
    try:
        return unquote_to_bytes(text).decode("utf-8")
    except UnicodeDecodeError as error:
        raise UserError(f"not percent-encoded UTF-8: {error.reason} at byte {error.start + 1}") from None


def compact(value: Any) -> str:
    """Write JSON without white space, because servers limit the length of a URL; UserError for what JSON lacks."""
    try:
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    except (ValueError, TypeError, RecursionError) as error:
        raise UserError(str(error)) from None


def query_text(text: str) -> str:
    """Return the query in an Analyzer response, character by character; any other text is the query itself."""
    start = SPACE.match(text).end()  # type: ignore[union-attr]
    if not text.startswith("{", start):
        return text
    try:
        return next((raw for name, raw in _members(text, start + 1) if name == "query" and raw.startswith("{")), text)
    except ValueError:
        return text


def _members(text: str, at: int) -> Any:
    """Walk through the members of a JSON object with each value as it is written; text behind the object is ignored."""
    decoder = json.JSONDecoder()

    def skipped(at: int) -> int:
        return SPACE.match(text, at).end()  # type: ignore[union-attr]

    at = skipped(at)
    while not text.startswith("}", at):
        name, at = decoder.raw_decode(text, at)
        at = skipped(at)
        if not text.startswith(":", at):
            raise ValueError("no colon after a name")
        start = skipped(at + 1)
        _value, at = decoder.raw_decode(text, start)
        yield name, text[start:at]
        at = skipped(at)
        if text.startswith(",", at):
            at = skipped(at + 1)
        elif not text.startswith("}", at):
            raise ValueError("neither a comma nor the end after a value")


def _quoted(text: str) -> str:
    try:
        return quote(text, safe="")
    except UnicodeEncodeError as error:
        raise UserError(f"half a character (a lone surrogate) at position {error.start + 1}") from None
