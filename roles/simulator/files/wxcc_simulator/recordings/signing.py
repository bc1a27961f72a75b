# SPDX-License-Identifier: GPL-3.0-or-later
"""URLs that are valid for some time, in the form of S3; nothing is stored for them."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from urllib.parse import urlencode

ALGORITHM = "AWS4-HMAC-SHA256"
SECRETS = frozenset({"X-Amz-Credential", "X-Amz-Signature", "X-Amz-Security-Token"})
TIME = "%Y%m%dT%H%M%SZ"


class DeniedError(Exception):
    """A request for a file that storage refuses, with the fields of its XML beside code and message."""

    def __init__(self, status: int, code: str, message: str, **fields: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.fields = fields


def signed(path: str, key: str, now_ms: int, minutes: int) -> str:
    """The path with a query that gives access for so many minutes."""
    query = {
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"SIMULATOR/{_moment(now_ms):%Y%m%d}/us-east-1/s3/aws4_request",
        "X-Amz-Date": f"{_moment(now_ms):{TIME}}",
        "X-Amz-Expires": str(minutes * 60),
        "X-Amz-SignedHeaders": "host",
    }
    return f"{path}?{urlencode({**query, 'X-Amz-Signature': _signature(path, query, key)})}"


def check(path: str, query: Mapping[str, str], key: str, now_ms: int) -> None:
    """Raise DeniedError unless the query gives access to the path now."""
    given = {name: value for name, value in query.items() if name != "X-Amz-Signature"}
    # As bytes, because texts can only be compared in ASCII.
    if not hmac.compare_digest(query.get("X-Amz-Signature", "").encode(), _signature(path, given, key).encode()):
        raise DeniedError(
            403,
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided.",
            SignatureProvided=query.get("X-Amz-Signature", ""),
        )
    begins = datetime.strptime(given["X-Amz-Date"], TIME).replace(tzinfo=timezone.utc)
    ends = begins + timedelta(seconds=int(given["X-Amz-Expires"]))
    if _moment(now_ms) >= ends:
        raise DeniedError(
            403,
            "AccessDenied",
            "Request has expired",
            **{"X-Amz-Expires": given["X-Amz-Expires"]},
            Expires=f"{ends:%Y-%m-%dT%H:%M:%SZ}",
            ServerTime=f"{_moment(now_ms):%Y-%m-%dT%H:%M:%SZ}",
        )


def _signature(path: str, query: Mapping[str, str], key: str) -> str:
    return hmac.new(key.encode(), f"GET\n{path}\n{urlencode(sorted(query.items()))}".encode(), "sha256").hexdigest()


def _moment(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, timezone.utc)
