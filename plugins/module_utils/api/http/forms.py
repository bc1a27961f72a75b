# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in the body of a request: JSON, or a form that has a file beside it."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

JSON_TYPE: Final = "application/json"
_UNSAFE: Final = re.compile(r'["\r\n]')


@dataclass(frozen=True)
class Form:
    """A body of two parts: an object as JSON in the part `info_part`, and a file in the part `file_part`.

    Without a name for its part, there is no object.
    """

    info_part: str
    info: Mapping[str, Any]
    file_part: str
    content: bytes
    file_name: str
    content_type: str


def encoded(body: Any) -> tuple[bytes | None, str]:
    """Return the bytes of a body and their media type; None for no body. ValueError for a number that JSON lacks."""
    if body is None:
        return None, JSON_TYPE
    if not isinstance(body, Form):
        return json.dumps(body, allow_nan=False).encode(), JSON_TYPE
    info = json.dumps(body.info, allow_nan=False).encode()
    boundary = uuid.uuid4().hex
    while boundary.encode() in body.content:
        boundary = uuid.uuid4().hex
    parts = [
        *([_part(boundary, f'name="{_quoted(body.info_part)}"', JSON_TYPE, info)] if body.info_part else []),
        _part(
            boundary,
            f'name="{_quoted(body.file_part)}"; filename="{_quoted(body.file_name)}"',
            body.content_type,
            body.content,
        ),
    ]
    return b"".join(parts) + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _part(boundary: str, names: str, content_type: str, content: bytes) -> bytes:
    head = f"--{boundary}\r\nContent-Disposition: form-data; {names}\r\nContent-Type: {content_type}\r\n\r\n"
    return head.encode() + content + b"\r\n"


def _quoted(name: str) -> str:
    """Write a name so that it cannot end its quotes or begin a header, as browsers do."""
    return _UNSAFE.sub(lambda found: f"%{ord(found[0]):02X}", name)
