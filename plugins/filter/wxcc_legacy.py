# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Filters for calls to the legacy 1.0 API: signature, headers, query, times."""

from __future__ import annotations

import datetime
import functools
import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from ansible.errors import AnsibleError, AnsibleFilterError
from jinja2 import TemplateError

from ..module_utils import times
from ..module_utils.api.legacy import signing
from ..module_utils.blanks import given_text, is_blank
from ..module_utils.mistakes import UserError, with_sentences

EMPTY: Final = inspect.Parameter.empty
writer_of = functools.lru_cache(maxsize=16)(times.text_writer)
"""A loop formats many times of one zone, so the writer of a zone is kept from one call to the next."""


def hmac(user: Any, api_key: Any, tenant_id: Any = "", digest: Any = "sha1", layout: Any = None) -> str:
    """Return the Authorization value of a user."""
    return signing.authorization(*_signer(user, api_key, tenant_id), _scheme(digest, layout))


def legacy_headers(
    user: Any,
    api_key: Any,
    tenant_id: Any = "",
    accept: Any = signing.JSON,
    digest: Any = "sha1",
    layout: Any = None,
) -> dict[str, str]:
    """Return the headers of a call."""
    signer = _signer(user, api_key, tenant_id)
    return signing.signed_headers(*signer, given_text("accept", accept), _scheme(digest, layout))


def encode_query(query: Any) -> str:
    """Return a query as the value of `q`; an encoded query stays unchanged."""
    return signing.encode_query(query if isinstance(query, Mapping) else signing.unencoded(given_text("query", query)))


def decode_query(text: Any) -> str:
    """Return the text of the query behind a value of `q`."""
    return signing.decode_query(given_text("query", text))


def epoch(moment: Any, timezone: Any = "UTC") -> int:
    """Return a time in epoch milliseconds."""
    # YAML turns text that looks like a date into a date.
    is_date = isinstance(moment, datetime.date)
    text = moment.isoformat() if is_date else given_text("time", moment, numbers=True)
    return times.parse_time(text, "time", times.zone(given_text("timezone", timezone)), times.current_ms())


def from_epoch(ms: Any, timezone: Any = "UTC") -> str:
    """Return epoch milliseconds as RFC 3339."""
    place = times.zone(given_text("timezone", timezone))
    text = given_text("time", int(ms) if isinstance(ms, float) and ms.is_integer() else ms, numbers=True)
    return str(writer_of(place)(times.parse_number(text, "time")))


def _signer(user: Any, api_key: Any, tenant_id: Any) -> tuple[str, str, str]:
    tenant = "" if is_blank(tenant_id) else given_text("tenant_id", tenant_id, numbers=True)
    return given_text("user", user), given_text("api_key", api_key), tenant


def _scheme(digest: Any, layout: Any) -> signing.Scheme:
    text = signing.LAB.layout if layout is None else given_text("layout", layout)
    return signing.Scheme(given_text("digest", digest), text)


def _with_defaults(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """Return a filter whose errors begin with its name, and whose blank optional arguments count as not given."""
    parameters = inspect.signature(work)
    defaults = {option: known.default for option, known in parameters.parameters.items() if known.default is not EMPTY}

    @functools.wraps(work)
    def run(*values: Any, **options: Any) -> Any:
        try:
            given = parameters.bind(*values, **options).arguments
        except TypeError as error:
            raise UserError(str(error)) from None
        return work(
            **{
                option: defaults[option] if option in defaults and is_blank(value) else value
                for option, value in given.items()
            }
        )

    passed = (AnsibleError, TemplateError)
    return with_sentences(run, lambda text: AnsibleFilterError(f"{name}: {text}"), passed=passed)


class FilterModule:
    """The filters by name."""

    def filters(self) -> dict[str, Callable[..., Any]]:
        """Return them all."""
        works: dict[str, Callable[..., Any]] = {
            "wxcc_hmac": hmac,
            "wxcc_legacy_headers": legacy_headers,
            "wxcc_encode_query": encode_query,
            "wxcc_decode_query": decode_query,
            "wxcc_epoch": epoch,
            "wxcc_from_epoch": from_epoch,
        }
        return {name: _with_defaults(name, work) for name, work in works.items()}
