# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters for calls to the legacy 1.0 API: signature, headers, query, times."""

from __future__ import annotations

import datetime
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any

from ansible.errors import AnsibleFilterError

from ..module_utils.api import signing, times
from ..module_utils.blanks import is_blank


def hmac(user: str, api_key: str, tenant_id: str | int = "", digest: str = "sha1", layout: str | None = None) -> str:
    """Give the Authorization value of a user."""
    return signing.authorization(str(user), str(api_key), str(tenant_id), _scheme(digest, layout))


def legacy_headers(
    user: str,
    api_key: str,
    tenant_id: str | int = "",
    accept: str = signing.JSON,
    digest: str = "sha1",
    layout: str | None = None,
) -> dict[str, str]:
    """Give the headers of a call."""
    return signing.signed_headers(str(user), str(api_key), str(tenant_id), str(accept), _scheme(digest, layout))


def encode_query(query: str | Mapping[str, Any]) -> str:
    """Give a query as the value of `q`."""
    if not isinstance(query, str | Mapping):
        raise ValueError(f"a query is a mapping or text, not {query!r}")
    return signing.encode_query(query)


def decode_query(text: str) -> str:
    """Give the text of the query behind a value of `q`."""
    return signing.decode_query(str(text))


def epoch(moment: str | int | datetime.date, timezone: str = "UTC") -> int:
    """Give a time in epoch milliseconds."""
    # YAML makes dates of what looks like one.
    text = moment.isoformat() if isinstance(moment, datetime.date) else str(moment)
    return times.parse_time(text, "time", times.zone(timezone), times.current_ms())


def from_epoch(ms: int | str, timezone: str = "UTC") -> str:
    """Give epoch milliseconds as RFC 3339."""
    place = times.zone(timezone)
    text = times.text_writer(place)(times.parse_time(str(int(ms)), "time", place, 0))
    if text is None:
        raise ValueError(f"{ms}: after the year 9999")
    return text


def _scheme(digest: str, layout: str | None) -> signing.Scheme:
    return signing.Scheme(str(digest), signing.LAB.layout if layout is None else str(layout))


def _told(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Let a filter fail with a sentence that names it."""

    defaults = {
        option for option, known in inspect.signature(work).parameters.items() if known.default is not known.empty
    }

    @functools.wraps(work)
    def told(*values: Any, **options: Any) -> Any:
        given = {option: value for option, value in options.items() if option not in defaults or not is_blank(value)}
        try:
            return work(*values, **given)
        except (ValueError, TypeError) as error:
            raise AnsibleFilterError(f"{name}: {error}") from None

    return told


class FilterModule:
    """The filters by name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Give them all."""
        works: dict[str, Callable[..., Any]] = {
            "wxcc_hmac": hmac,
            "wxcc_legacy_headers": legacy_headers,
            "wxcc_encode_query": encode_query,
            "wxcc_decode_query": decode_query,
            "wxcc_epoch": epoch,
            "wxcc_from_epoch": from_epoch,
        }
        return {name: _told(name, work) for name, work in works.items()}
