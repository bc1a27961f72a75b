# SPDX-License-Identifier: GPL-3.0-or-later
"""The fields of legacy records: one name and one type for each, whichever spelling an answer has."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timezone
from typing import Any, Final

from ...api.times import TEXT_SUFFIX, text_writer

Record = dict[str, Any]

NULLS: Final = ("", "null", "NA")
"""Texts that stand for a value that is not there."""
SESSION_NAMES: Final = ("session", "callSessionId")
FLAGS: Final = frozenset({"active", "deletedRecord", "handled", "isOutdial", "outdialFlag"})
NUMBERS: Final = frozenset({"duration", "idleCodeId", "siteId", "teamId", "tid", "totalAvailableTime"})
TEXTS: Final = frozenset({"agentId", "channelId", "ani", "dnis"})
ACTIVITY_ID: Final = re.compile(r"(?P<session>.+)-(?P<time>\d{13})-(?P<event>[^/\s]+)")
AGENT_ACTIVITY_ID: Final = re.compile(r"(?P<session>.+)-(?P<channel>[A-Za-z]+)-(?P<time>\d{13})-(?P<event>[^/\s]+)")
PLAIN_ID: Final = re.compile(r"[^/\s?#%]+")


@dataclass(frozen=True)
class Kind:
    """One sort of record: its ids, what a query calls it, and the columns that a query of ours asks for."""

    id_form: re.Pattern[str]
    id_words: str
    activity_type: str
    columns: tuple[str, ...]


AGENT_COLUMNS: Final = (
    *("sid", "cstts", "cetts", "currentState__s", "channelType__s", "channelId__s", "agentName__s", "agentlogin__s"),
    *("agentSessionId__s", "agentDn__s", "teamName__s", "siteName__s"),
)
CONTACT_COLUMNS: Final = (
    *("sid", "cstts", "cetts", "currentState__s", "channelType__s", "callDirection__s", "ani__s", "dnis__s"),
    *("agentName__s", "agentSessionId__s", "entrypointName__s", "queueName__s", "teamName__s", "siteName__s"),
)
KINDS: Final = {
    "csr": Kind(
        PLAIN_ID,
        "the id of a contact session, as 74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0",
        "INTERACTION",
        (*CONTACT_COLUMNS, "terminationType__s", "terminatingEnd__s", "ivrDuration__l", "queueDuration__l"),
    ),
    "car": Kind(
        ACTIVITY_ID,
        "session-timestamp-event with epoch milliseconds, as 74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0-1612238768144-new",
        "CAR",
        (*CONTACT_COLUMNS, "callSessionId__s", "nextState__s", "duration__l"),
    ),
    "asr": Kind(
        PLAIN_ID,
        "the id of an agent session",
        "ASR",
        (*AGENT_COLUMNS, "idleCount__i", "availableCount__i", "totalAvailableTime__l"),
    ),
    "aar": Kind(
        AGENT_ACTIVITY_ID,
        "session-channel-timestamp-event with epoch milliseconds, as 2f4c1c5a-telephony-1612238768144-Idle",
        "AAR",
        (*AGENT_COLUMNS, "callSessionId__s", "duration__l", "idleCodeName__s"),
    ),
}

_SUFFIX: Final = re.compile(r"(?<=[^_])__(s|i|l|d|sa|ia)$")
_SECONDS_ID: Final = re.compile(r".+-\d{10}-.+")
_rfc3339: Final = text_writer(timezone.utc)


def check_id(kind: str, record_id: str) -> str:
    """Give the id back; ValueError, before anything is asked, for one that no such record has."""
    form = KINDS[kind]
    if kind == "csr" and (activity := ACTIVITY_ID.fullmatch(record_id)):
        raise ValueError(
            f"id: {record_id!r} is the id of an activity (record: car); its session is {activity['session']}"
        )
    if not form.id_form.fullmatch(record_id):
        seconds = "; its timestamp is in seconds" if _SECONDS_ID.fullmatch(record_id) else ""
        raise ValueError(f"id: {record_id!r} is no id of a {kind.upper()}{seconds}; that is {form.id_words}")
    return record_id


def typed(kind: str, raw: Iterable[tuple[str, Any]]) -> Record:
    """Make a record: names without type suffixes, values with types, and each time in words beside it.

    A field that the answer names and leaves empty is None; one that it does not name is not there.
    """
    record: Record = {}
    for name, value in raw:
        plain, value = typed_value(name, value)
        if record.get(plain) is None:
            record[plain] = value
    if "sid" not in record and record.get("id"):
        record["sid"] = record.pop("id")
    elif record.get("id") == record.get("sid"):
        record.pop("id", None)
    if kind in ("car", "aar"):
        _name_session(kind, record)
    times = {f"{name}{TEXT_SUFFIX}": _rfc3339(value) for name, value in record.items() if _is_time(name)}
    return record | times


def typed_value(name: str, value: Any) -> tuple[str, Any]:
    """Give the plain name of a field and its value in the type that suffix or name tell, None where it is empty."""
    suffix, plain = _SUFFIX.search(name), plain_name(name)
    if value is None or (isinstance(value, str) and value.strip() in NULLS):
        return plain, None
    if _is_time(plain):
        number = _number(value)
        return plain, number if isinstance(number, int) and number > 0 else None
    if plain in FLAGS:
        return plain, _flag(value)
    if plain in TEXTS:
        return plain, str(value)
    if plain in NUMBERS or plain.endswith(("Count", "Duration", "Sum")):
        return plain, _number(value)
    return plain, _BY_SUFFIX[suffix[1]](value) if suffix else value


def plain_name(column: str) -> str:
    """Give the name of a column without the suffix for its type."""
    return _SUFFIX.sub("", column)


def parts_of_id(record: Mapping[str, Any]) -> re.Match[str] | None:
    """Take the id of a contact's activity apart."""
    return ACTIVITY_ID.fullmatch(str(record.get("sid")))


def _name_session(kind: str, record: Record) -> None:
    """Give the session of an activity one name, from whichever field or from the id."""
    found = [value for name in SESSION_NAMES if (value := record.pop(name, None))]
    from_id = parts_of_id(record) if kind == "car" else None
    record["session"] = found[0] if found else from_id["session"] if from_id else None


def _is_time(name: str) -> bool:
    return name in ("cstts", "cetts", "interval") or name.endswith("Timestamp")


def _number(value: Any) -> Any:
    """Read a number; what is none stays as it is, so that nothing is lost."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return value
    try:
        number = float(value)
        return (
            int(value)
            if isinstance(value, str) and "." not in value
            else int(number)
            if number.is_integer()
            else number
        )
    except (ValueError, OverflowError):
        return value


def _decimal(value: Any) -> Any:
    try:
        return float(value)
    except (ValueError, TypeError):
        return value


def _flag(value: Any) -> Any:
    return {"0": False, "1": True, "false": False, "true": True}.get(str(value).lower(), value)


def _list(value: Any) -> list[Any]:
    if isinstance(value, str):
        try:
            value = json.loads(value) if value.startswith("[") else [value]
        except ValueError:
            value = [value]
    return list(value) if isinstance(value, list) else [value]


_BY_SUFFIX: Final[dict[str, Callable[[Any], Any]]] = {
    "s": str,
    "i": _number,
    "l": _number,
    "d": _decimal,
    "sa": lambda value: [str(item) for item in _list(value)],
    "ia": lambda value: [_number(item) for item in _list(value)],
}
