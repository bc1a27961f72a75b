# SPDX-License-Identifier: GPL-3.0-or-later
"""Query the recordings of tasks: ten tasks per request, checked answers, and no signed URL in any output."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, Final, TypeVar

from ...api.client import Client
from ...api.http.errors import BadAnswer, Unauthorized, WxccError
from ...api.http.identity import UUID, one_form
from ...mistakes import UserError
from ...outside import shortened
from ...times import LATEST_MS
from ..rows.odd import LONGEST_NAME, Odd, as_list, as_object, read_or_odd

PATH: Final = "/v1/captures/query"
TASKS_A_CALL: Final = 10
CALLS_AHEAD: Final = 2
EXPIRATION_MINUTES: Final = (1, 60)

T = TypeVar("T")


@dataclass(frozen=True)
class CaptureOptions:
    """The options of the capture query for every task; `url_expiration` in minutes."""

    url_expiration: int = 30
    segments: bool = False
    virtual_agent: bool = False


@dataclass(frozen=True)
class Recording:
    """One recording; times in epoch milliseconds. The URL is as good as a password while it lasts."""

    task_id: str
    id: str
    segment: bool
    file_name: str
    start: int | None
    stop: int | None
    participants: list[str]
    channel1: str | None
    channel2: str | None
    call_type: str
    sensitive: bool
    url: str = field(repr=False, compare=False)

    @property
    def key(self) -> str:
        """Its key in a manifest."""
        return key_of(self.task_id, self.id)


@dataclass(frozen=True)
class Transcription:
    """One transcription, which is a file like a recording; times in epoch milliseconds."""

    task_id: str
    id: str | None
    source: str | None
    provider: str | None
    file_name: str | None
    language: str | None
    start: int | None
    created: int | None
    url: str = field(repr=False, compare=False)


class Unreadable(BadAnswer):
    """An answer, or one entry of it, cannot be read; running again would not help."""


@dataclass(frozen=True)
class Unread:
    """An unreadable entry of a task: its name, and the error."""

    entry: str
    error: WxccError


@dataclass(frozen=True)
class Captured:
    """The recordings of one task; `error` if its answer failed, `unread` for unreadable entries of the answer."""

    task_id: str
    recordings: Sequence[Recording] = ()
    transcriptions: Sequence[Transcription] = ()
    error: WxccError | None = None
    unread: Sequence[Unread] = ()
    unread_transcriptions: Sequence[Unread] = ()

    @property
    def is_without(self) -> bool:
        """Whether the answer lists no recording of the task."""
        return self.error is None and not self.recordings and not self.unread


def check_task_ids(task_ids: Sequence[str]) -> list[str]:
    """Return the ids in lower case, each once; UserError names an invalid one."""
    task_ids = [one_form(task_id) for task_id in task_ids]
    wrong = [task_id for task_id in task_ids if not UUID.fullmatch(task_id)]
    if wrong:
        more = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        raise UserError(
            f"task_ids: {wrong[0]!r}{more}: not the id of a task; write a UUID, 32 hexadecimal digits as 8-4-4-4-12"
        )
    return list(dict.fromkeys(task_ids))


def ask(client: Client, task_ids: Sequence[str], options: CaptureOptions) -> list[Captured]:
    """Query at most ten tasks. The answer lists each task, with or without recordings; a missing one is an error."""
    query = {
        "orgId": client.org_id,
        "taskIds": list(task_ids),
        "urlExpiration": options.url_expiration,
        "includeSegments": options.segments,
        "includeVARecordings": options.virtual_agent,
    }
    answer = client.ask(PATH, {}, {"query": query})
    rows = answer.get("data") if isinstance(answer, dict) else None
    if not isinstance(rows, list):
        raise Unreadable("the answer has no list of tasks", request=f"POST {PATH}")
    by_task: dict[str, list[dict[str, Any]]] = {task_id: [] for task_id in task_ids}
    strays: list[Any] = []
    for row in rows:
        task_id = str(row.get("taskId")) if isinstance(row, dict) else ""
        by_task.get(one_form(task_id), strays).append(row)
    return [
        _captured(task_id, by_task[task_id]) if by_task[task_id] else Captured(task_id, error=_not_listed(len(strays)))
        for task_id in task_ids
    ]


def ask_all(
    client: Client, task_ids: Iterable[str], options: CaptureOptions, ahead: int = CALLS_AHEAD
) -> Iterator[Captured]:
    """Query any number of tasks in order, only a few requests ahead of the reader, so that no URL expires.

    The error of a request becomes that of its ten tasks; only Unauthorized is raised, because it ends the run.
    """
    groups = _groups(task_ids)
    with ThreadPoolExecutor(ahead) as pool:
        calls = ((group, pool.submit(ask, client, group, options)) for group in groups)
        waiting = deque(islice(calls, ahead))
        try:
            while waiting:
                group, call = waiting.popleft()
                answers = _outcome(group, call)
                waiting.extend(islice(calls, 1))
                yield from answers
        finally:
            for _unused, call in waiting:
                call.cancel()


def _outcome(group: Sequence[str], call: Future[list[Captured]]) -> list[Captured]:
    try:
        return call.result()
    except Unauthorized:
        raise
    except WxccError as error:
        return [Captured(task_id, error=error) for task_id in group]


def key_of(task_id: str, recording_id: str) -> str:
    """Return the key of a recording: the ids of recordings differ within a task only."""
    return f"{task_id}/{recording_id}"


def recording_row(recording: Recording, write_time: Callable[[object], str | None]) -> dict[str, Any]:
    """Return what identifies a recording in results; never its URL."""
    return {
        "task_id": recording.task_id,
        "recording_id": recording.id,
        "call_type": recording.call_type,
        "segment": recording.segment,
        "sensitive": recording.sensitive,
        "start_time": write_time(recording.start),
        "start_ms": recording.start,
    }


def described_recording(recording: Recording, write_time: Callable[[object], str | None]) -> dict[str, Any]:
    """Return all fields of a recording, except its URL."""
    return recording_row(recording, write_time) | {
        "stop_time": write_time(recording.stop),
        "stop_ms": recording.stop,
        "file_name": recording.file_name,
        "participants": recording.participants,
        "channel1": recording.channel1,
        "channel2": recording.channel2,
    }


def described_transcription(transcription: Transcription, write_time: Callable[[object], str | None]) -> dict[str, Any]:
    """Return all fields of a transcription, except its URL."""
    return {
        "task_id": transcription.task_id,
        "transcription_id": transcription.id,
        "source": transcription.source,
        "provider": transcription.provider,
        "language": transcription.language,
        "file_name": transcription.file_name,
        "start_time": write_time(transcription.start),
        "start_ms": transcription.start,
        "create_time": write_time(transcription.created),
        "create_ms": transcription.created,
    }


def _groups(task_ids: Iterable[str]) -> Iterator[list[str]]:
    group: list[str] = []
    for task_id in task_ids:
        group.append(task_id)
        if len(group) == TASKS_A_CALL:
            yield group
            group = []
    if group:
        yield group


def _not_listed(strays: int) -> WxccError:
    reason = "the answer does not list the task"
    if strays:
        entries = "an entry" if strays == 1 else f"{strays} entries"
        return Unreadable(f"{reason}, and has {entries} for no task of the request", request=f"POST {PATH}")
    return BadAnswer(reason, request=f"POST {PATH}")


def _captured(task_id: str, rows: Sequence[dict[str, Any]]) -> Captured:
    recordings, unread = _read(rows, "recording", partial(_recording, task_id))
    transcriptions, unread_transcriptions = _read(rows, "transcription", partial(_transcription, task_id))
    by_id: dict[str, list[Recording]] = {}
    for recording in recordings:
        # An entry that is repeated word for word counts once.
        if recording not in (alike := by_id.setdefault(recording.id, [])):
            alike.append(recording)
    distinct = [alike[0] for alike in by_id.values() if len(alike) == 1]
    distinct.sort(key=lambda recording: (recording.start or 0, recording.call_type, recording.id))
    unread += [
        _unread(f"recording {_name(name)}", f"{len(alike)} recordings of the task have this id")
        for name, alike in by_id.items()
        if len(alike) > 1
    ]
    return Captured(task_id, distinct, transcriptions, None, unread, unread_transcriptions)


def _read(rows: Sequence[dict[str, Any]], name: str, read: Callable[[Any], T]) -> tuple[list[T], list[Unread]]:
    """Read the entries of a task that its rows have under a name; label cannot be read is named by its id or place."""
    readable: list[T] = []
    unread: list[Unread] = []
    for row in rows:
        entries = read_or_odd(lambda entries: as_list([] if entries is None else entries, name), row.get(name))
        if isinstance(entries, Odd):
            unread.append(_unread(f"the {name}s", f"the task {entries}"))
            continue
        for number, entry in enumerate(entries, 1):
            outcome = read_or_odd(read, entry)
            if not isinstance(outcome, Odd):
                readable.append(outcome)
                continue
            entry_id = entry.get("id") if isinstance(entry, dict) else None
            label = _name(entry_id) if isinstance(entry_id, str) and entry_id else f"{number} of {len(entries)}"
            unread.append(_unread(f"{name} {label}", f"the entry {outcome}"))
    return readable, unread


def _unread(entry: str, why: str) -> Unread:
    return Unread(entry, Unreadable(f"the answer cannot be read: {why}", request=f"POST {PATH}"))


def _name(text: str) -> str:
    return shortened(text.encode(errors="replace").decode(), LONGEST_NAME)


def _recording(task_id: str, value: Any) -> Recording:
    entry = as_object(value)
    facts = as_object(entry.get("attributes"), "attributes")
    start, file_name = _ms(facts.get("startTime")), _text(facts.get("fileName")) or ""
    call_type = _text(facts.get("callType")) or "main"
    return Recording(
        task_id=task_id,
        # The official file does not promise an id; its replacement must be the same in the next run.
        id=_text(entry.get("id")) or f"{call_type}/{start}/{file_name}",
        segment=entry.get("segment") is True,
        file_name=file_name,
        start=start,
        stop=_ms(facts.get("stopTime")),
        participants=[name for name in _list(facts.get("participants")) if isinstance(name, str)],
        channel1=_text(facts.get("channel1")),
        channel2=_text(facts.get("channel2")),
        call_type=call_type,
        # Any value but a clear "no" may mean sensitive, and then the recording is not downloaded.
        sensitive=facts.get("sensitive") not in (None, False),
        url=_text(facts.get("filePath")) or "",
    )


def _transcription(task_id: str, value: Any) -> Transcription:
    entry = as_object(value)
    return Transcription(
        task_id=task_id,
        id=_text(entry.get("id")),
        source=_text(entry.get("Source")),
        provider=_text(entry.get("Provider")),
        file_name=_text(entry.get("fileName")),
        language=_text(entry.get("languageCode")),
        start=_ms(entry.get("startTime")),
        created=_ms(entry.get("createTime")),
        url=_text(entry.get("filePath")) or "",
    )


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str | None:
    """Read a text; replace half surrogate pairs, which JSON may hold, because they cannot be printed."""
    return value.encode(errors="replace").decode() if isinstance(value, str) else None


def _ms(value: Any) -> int | None:
    """Read a time, which is a number in recordings and a text in transcriptions."""
    number = int(value) if re.fullmatch(r"\d{1,15}", str(value), re.ASCII) else -1
    return number if 0 <= number <= LATEST_MS else None
