# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the fields of legacy records: one name and one type for each field, in whatever spelling it comes."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import timezone
from typing import Any, Final

from ...mistakes import UserError
from ...outside import shortened
from ...times import LATEST_MS, LEAST_MS, SECOND_MS, TEXT_SUFFIX, text_writer

Record = dict[str, Any]
Remark = Callable[[str], object]
"""Called with a sentence about a value that was wrong in an answer and was corrected."""

LONGEST_SHOWN: Final = 40
NULLS: Final = ("", "null", "NA")
"""Texts that mean that there is no value."""
SESSION_NAMES: Final = ("session", "callSessionId")
FLAGS: Final = frozenset({"active", "deletedRecord", "handled", "isOutdial", "outdialFlag"})
NUMBERS: Final = frozenset({"duration", "idleCodeId", "siteId", "teamId", "tid", "totalAvailableTime"})
TEXTS: Final = frozenset(
    {"agentId", "agentSessionId", "channelId", "ani", "currentState", "dnis", "id", "nextState", "sid", *SESSION_NAMES}
)
"""Ids, states and phone numbers: single texts, because chains and lists are joined by them."""
ACTIVITY_ID: Final = re.compile(r"(?P<session>.+)-(?P<time>\d{13})-(?P<event>[^/\s]+)")
AGENT_ACTIVITY_ID: Final = re.compile(r"(?P<session>.+)-(?P<channel>[A-Za-z]+)-(?P<time>\d{13})-(?P<event>[^/\s]+)")
PLAIN_ID: Final = re.compile(r"[^/\s?#%]+")


@dataclass(frozen=True)
class Kind:
    """A type of records: the form of its ids, its name in a query, and the columns of a query made here."""

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
        "the id of a contact session, such as 74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0",
        "INTERACTION",
        (*CONTACT_COLUMNS, "terminationType__s", "terminatingEnd__s", "ivrDuration__l", "queueDuration__l"),
    ),
    "car": Kind(
        ACTIVITY_ID,
        "session-timestamp-event with epoch milliseconds,"
        " such as 74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0-1612238768144-new",
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
        "session-channel-timestamp-event with epoch milliseconds, such as 2f4c1c5a-telephony-1612238768144-Idle",
        "AAR",
        (*AGENT_COLUMNS, "callSessionId__s", "duration__l", "idleCodeName__s"),
    ),
}

_SUFFIX: Final = re.compile(r"(?<=[^_])__(s|i|l|d|sa|ia)$")
_SECONDS_ID: Final = re.compile(r".+-\d{10}-.+")
_rfc3339: Final = text_writer(timezone.utc)


def silent(_sentence: str) -> None:
    """Ignore a remark."""


def check_id(kind: str, record_id: str) -> str:
    """Return the id; UserError, before any request, if records of this type cannot have it."""
    form = KINDS[kind]
    if kind == "csr" and (activity := ACTIVITY_ID.fullmatch(record_id)):
        raise UserError(
            f"id: {record_id!r} is the id of an activity. Use record: car, or its session {activity['session']}"
        )
    if not form.id_form.fullmatch(record_id):
        seconds = "; its timestamp is in seconds" if _SECONDS_ID.fullmatch(record_id) else ""
        raise UserError(f"id: {record_id!r} is not the id of a {kind.upper()} record{seconds}; write {form.id_words}")
    return record_id


def typed(kind: str, raw: Iterable[tuple[str, Any]], remark: Remark = silent) -> Record:
    """Make a record: names without type suffixes, typed values, and each time also as text.

    A field that is empty in the answer is None; one that the answer does not name is absent. If two columns of the same
    name have different values, the second becomes `name_2`.
    """
    record: Record = {}
    for name, value in raw:
        plain, value = typed_value(name, value, remark)
        if record.get(plain) is None:
            record[plain] = value
        elif value is not None and value != record[plain]:
            record[_free_name(plain, record)] = value
    if "sid" not in record and record.get("id"):
        record["sid"] = record.pop("id")
    elif record.get("id") == record.get("sid"):
        record.pop("id", None)
    if kind in ("car", "aar"):
        _name_session(kind, record)
    times = {f"{name}{TEXT_SUFFIX}": _rfc3339(value) for name, value in record.items() if _is_time(name)}
    return record | times


def typed_value(name: str, value: Any, remark: Remark = silent) -> tuple[str, Any]:
    """Return the plain name of a field, and its value in the type of its suffix or name; None if it is empty.

    All numbers of an answer pass through here: infinite numbers and impossible times become None, and times in seconds
    become milliseconds, each with a remark.
    """
    plain = plain_name(name)
    if value is None or (isinstance(value, str) and value.strip() in NULLS):
        return plain, None
    if _is_time(plain):
        return plain, _time(plain, value, remark)
    if plain in TEXTS and isinstance(value, list | dict):
        remark(f"{plain} was not a single value; it became null")
        return plain, None
    number = _converted(name, plain, value)
    if not _is_finite(number):
        remark(f"{plain} was {shortened(str(value), LONGEST_SHOWN)}, which is not a number; it became null")
        return plain, None
    return plain, number


def names_record(kind: str, record: Record, record_id: str) -> bool:
    """Return whether a record has this id, in one field, or as the parts of the id of an activity."""
    expected = record_id.casefold()
    ids = ("sid", "id", *(("agentSessionId",) if kind == "asr" else ()))
    if any(str(record.get(name)).casefold() == expected for name in ids):
        return True
    parts = KINDS[kind].id_form.fullmatch(record_id) if kind in ("car", "aar") else None
    if parts is None or not record.get("cstts"):
        return False
    owners = [record.get(name) for name in ("sid", "session", "agentSessionId")]
    state = record.get("currentState") or parts["event"]
    return parts["session"] in owners and [str(record["cstts"]), str(state).casefold()] == [
        parts["time"],
        parts["event"].casefold(),
    ]


def plain_name(column: str) -> str:
    """Return the name of a column without the suffix of its type: `duration__l` is `duration`."""
    return _SUFFIX.sub("", column)


def parts_of_id(record: Mapping[str, Any]) -> re.Match[str] | None:
    """Match the id of a contact's activity; its groups are session, time and event. None for another id."""
    return ACTIVITY_ID.fullmatch(str(record.get("sid")))


def _name_session(kind: str, record: Record) -> None:
    """Set the field `session` of an activity, from one of its fields or from its id."""
    sessions = [value for name in SESSION_NAMES if (value := record.pop(name, None))]
    from_id = parts_of_id(record) if kind == "car" else None
    record["session"] = sessions[0] if sessions else from_id["session"] if from_id else None


def _is_time(name: str) -> bool:
    return name in ("cstts", "cetts", "interval") or name.endswith("Timestamp")


def _free_name(name: str, record: Record) -> str:
    number = 2
    while f"{name}_{number}" in record:
        number += 1
    return f"{name}_{number}"


def _time(name: str, value: Any, remark: Remark) -> int | None:
    """Read epoch milliseconds; 0 means no time."""
    number = value if isinstance(value, bool) else _number(value)
    if isinstance(number, int) and not isinstance(number, bool):
        if number == 0 or LEAST_MS <= number <= LATEST_MS:
            return number or None
        if LEAST_MS <= number * SECOND_MS <= LATEST_MS:
            remark(f"{name} was in seconds; it was converted to milliseconds")
            return number * SECOND_MS
    shown = shortened(str(value), LONGEST_SHOWN)
    remark(f"{name} was {shown}, which is not a time in milliseconds since 1970; it became null")
    return None


def _converted(name: str, plain: str, value: Any) -> Any:
    suffix = _SUFFIX.search(name)
    if plain in FLAGS:
        return _flag(value)
    if plain in TEXTS:
        return str(value)
    if plain in NUMBERS or plain.endswith(("Count", "Duration", "Sum")):
        return _number(value)
    return _BY_SUFFIX[suffix[1]](value) if suffix else value


def _is_finite(value: Any) -> bool:
    if isinstance(value, str | int):
        return True
    if isinstance(value, float):
        return math.isfinite(value)
    inner = value if isinstance(value, list) else value.values() if isinstance(value, dict) else ()
    return all(map(_is_finite, inner))


def _number(value: Any) -> Any:
    """Read a number; any other value stays unchanged, so that nothing is lost."""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        return value
    try:
        number = float(value)
        if not math.isfinite(number):
            return number
        is_whole = isinstance(value, str) and "." not in value
        return int(value) if is_whole else int(number) if number.is_integer() else number
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
