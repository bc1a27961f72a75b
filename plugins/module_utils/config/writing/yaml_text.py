# SPDX-License-Identifier: GPL-3.0-or-later
"""Records as YAML that a person would write; the same records always give the same text.

Written without PyYAML, whose output depends on its version, and which the host of the module may lack. A text is left
unquoted only where YAML 1.1 and 1.2 read it as a text. `!unsafe` stands before a text that holds a template, so that it
stays the same text whether or not the file is rendered.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from ..source.marks import TEMPLATE, UNSAFE

PLAIN: Final = re.compile(
    r"[A-Za-z\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff]"
    r"(?:[A-Za-z0-9_./()&+@,\u00c0-\u024f\u0370-\u03ff\u0400-\u04ff-]| (?=[^ ]))*"
)
"""A letter, then letters, digits, some signs and single blanks; the ranges do not depend on the version of Python."""
WORDS: Final = frozenset(["true", "false", "yes", "no", "on", "off", "null", "y", "n"])
"""Words that YAML does not read as a text, in lower case."""
LITERAL: Final = re.compile(r"[\x20-\x7e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]*")
"""A line that may stand in a literal block."""
ESCAPED: Final = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Characters that YAML does not take inside quotes, besides those that JSON escapes."""
INDENT: Final = "  "


def write_yaml(records: Iterable[Mapping[str, Any]], comment: str = "") -> str:
    """Return a YAML document with a list of records; `comment` is the text of its first line."""
    head = f"# {comment}\n---\n" if comment else "---\n"
    return head + "".join(f"{line}\n" for line in _list(list(records), ""))


def _list(values: list[Any], indent: str) -> Iterator[str]:
    for value in values:
        first, *rest = _entry(value, indent + INDENT)
        yield f"{indent}- {first.lstrip(' ')}"
        yield from rest


def _entry(value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of an entry of a list; the first of them comes behind the dash."""
    if isinstance(value, Mapping) and value:
        yield from _mapping(value, indent)
    elif isinstance(value, list) and value:
        yield from _list(value, indent)
    else:
        yield from _scalar(value, indent)


def _mapping(values: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in values.items():
        name = f"{indent}{_text(str(key))}:"
        if isinstance(value, Mapping) and value:
            yield name
            yield from _mapping(value, indent + INDENT)
        elif isinstance(value, list) and value:
            yield name
            yield from _list(value, indent + INDENT)
        else:
            first, *rest = _scalar(value, indent + INDENT)
            yield f"{name} {first}"
            yield from rest


def _scalar(value: Any, indent: str) -> Iterator[str]:
    """Yield the lines of a scalar, the first without its indentation."""
    if not isinstance(value, str):
        yield _number(value) if isinstance(value, float) else json.dumps(value)
        return
    tag = f"{UNSAFE} " if TEMPLATE.search(value) else ""
    if not _is_literal(value):
        yield f"{tag}{_text(value)}"
        return
    yield f"{tag}|-"
    for line in value.split("\n"):
        yield f"{indent}{line}" if line else ""


def _number(value: float) -> str:
    """Write a number that YAML 1.1 recognizes: with a dot, also before an exponent."""
    if not math.isfinite(value):
        return ".nan" if math.isnan(value) else ".inf" if value > 0 else "-.inf"
    digits, exponent, power = repr(value).partition("e")
    return f"{digits if '.' in digits else f'{digits}.0'}{exponent}{power}"


def _is_literal(text: str) -> bool:
    """Return whether a text of several lines comes back from a literal block as it is."""
    lines = text.split("\n")
    return (
        len(lines) > 1
        and text == text.strip()
        and all(line == line.rstrip(" ") and LITERAL.fullmatch(line) for line in lines)
    )


def _text(text: str) -> str:
    """Write a text on one line, in quotes where it needs them."""
    if PLAIN.fullmatch(text) and text.lower() not in WORDS:
        return text
    return ESCAPED.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(_sendable(text), ensure_ascii=False))


def _sendable(text: str) -> str:
    """Replace halves of surrogate pairs, which no file can hold, as reading does."""
    return text.encode(errors="replace").decode()
