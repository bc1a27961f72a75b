# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of recordings: turn options into tasks, and recordings into rows, files and gaps."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from ..ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ..api.client import Client
from ..files import check_folder
from ..reporting.recordings.captures import (
    EXPIRATION_MINUTES,
    CaptureOptions,
    Unreadable,
    ask_all,
    described_recording,
    described_transcription,
)
from ..reporting.recordings.finding import choice
from ..reporting.recordings.keeping import Keeper, Policy
from ..reporting.recordings.manifest import Manifest, locked
from ..reporting.recordings.outcome import Outcome, failures
from ..reporting.recordings.paths import check_template
from ..reporting.reports import CHANNEL_TYPES
from ..times import DAY_MS, current_ms, text_writer, zone
from .base import connect, effort, errors_told, module_for, progress_writer
from .options import ROWS_SPEC
from .scrambling import scrambled

SPEC: Final[dict[str, Any]] = {
    "task_ids": {"type": "list", "elements": "str"},
    "from": {"type": "str"},
    "to": {"type": "str"},
    "channel_types": {"type": "list", "elements": "str", "choices": list(CHANNEL_TYPES)},
    "queues": {"type": "list", "elements": "str"},
    "timezone": {"type": "str", "default": "UTC"},
    "url_expiration": {"type": "int", "default": 30},
    "include_segments": {"type": "bool", "default": False},
    "include_virtual_agent": {"type": "bool", "default": False},
}
INFO_SPEC: Final[dict[str, Any]] = {
    "reveal": {"type": "bool", "default": False},
    "_scramble_key": {"type": "str", "no_log": True},  # from the action plugin, which makes the URLs readable again
}
DOWNLOAD_SPEC: Final[dict[str, Any]] = {
    "dest": {"type": "path", "required": True},
    "path_template": {"type": "str", "default": "{date}/{task_id}-{call_type}.wav"},
    "include_sensitive": {"type": "bool", "default": False},
    "manifest_only": {"type": "bool", "default": False},
    "retention_days": {"type": "int"},
    **ROWS_SPEC,
}
LIMITS: Final = {"url_expiration": EXPIRATION_MINUTES, "retention_days": (1, 36500)}


def list_recordings() -> None:
    """Run wxcc_capture_info, which lists recordings."""
    module = module_for(SPEC | INFO_SPEC)
    options = module.params
    with errors_told(module, **LIMITS):
        write_time = text_writer(zone(options["timezone"]))
        chosen = choice(options, current_ms())
        with closing(connect(module)) as client:
            tasks, reasons = chosen.tasks_of(client)
            task_ids = [task.task_id for task in tasks]
            answers = list(ask_all(client, task_ids, _capture_options(options), options["parallelism"]))
            took = effort(client)
        outcome = Outcome()
        _miss_tasks(outcome, reasons)
        for captured in answers:
            outcome.take(captured, [*captured.unread, *captured.unread_transcriptions])
        recordings = [entry for captured in answers for entry in captured.recordings]
        transcriptions = [entry for captured in answers for entry in captured.transcriptions]
        answer: dict[str, Any] = {
            "recordings": [described_recording(entry, write_time) for entry in recordings],
            "transcriptions": [described_transcription(entry, write_time) for entry in transcriptions],
            "tasks_without_recording": outcome.without,
            "gaps": outcome.gaps,
            "summary": {"tasks": len(answers), "recordings": len(recordings)} | took,
        }
        if message := failures(outcome):
            module.fail_json(msg=message, **answer)
        if options["reveal"]:
            urls = {
                "recordings": [entry.url for entry in recordings],
                "transcriptions": [entry.url for entry in transcriptions],
            }
            answer["scrambled"] = scrambled(options["_scramble_key"], json.dumps(urls))
        module.exit_json(changed=False, **answer)


def keep_recordings() -> None:
    """Run wxcc_capture_download, which keeps a folder of recordings."""
    module = module_for(SPEC | DOWNLOAD_SPEC)
    options = module.params
    with errors_told(module, **LIMITS), ExitStack() as stack:
        dest, days, now_ms = os.path.abspath(options["dest"]), options["retention_days"], current_ms()
        policy = Policy(
            dest=dest,
            template=options["path_template"],
            place=zone(options["timezone"]),
            options=_capture_options(options),
            include_sensitive=options["include_sensitive"],
            oldest=None if days is None else now_ms - days * DAY_MS,
            check_mode=module.check_mode,
        )
        chosen = choice(options, now_ms)
        check_template(policy.template, segments=policy.options.segments, by_period=chosen.query is not None)
        check_folder(dest)
        client = stack.enter_context(closing(connect(module)))
        if not module.check_mode:
            stack.enter_context(locked(dest))
        manifest = Manifest(dest)
        keeper = Keeper(client, policy, manifest, options["parallelism"])
        if options["manifest_only"]:
            keeper.verify(chosen.holds())
        else:
            tasks, reasons = chosen.tasks_of(client)
            _miss_tasks(keeper.outcome, reasons)
            advance = progress_writer(options["_progress"])
            keeper.keep(tasks, lambda done: advance(done, len(tasks), "tasks done"))
            keeper.expire()
        if not module.check_mode:
            manifest.close()
        _tell(module, client, keeper.outcome, manifest)


def _tell(module: AnsibleModule, client: Client, outcome: Outcome, manifest: Manifest) -> None:
    """End the module with the outcome of all recordings."""
    for warning in outcome.warnings:
        module.warn(warning)
    if manifest.unreadable:
        module.warn(
            f"{manifest.path}: {manifest.unreadable} unreadable lines were ignored; their files are downloaded again"
        )
    resumed = sum(row.get("resumed", False) for row in outcome.rows)
    counts = outcome.counts() | {"resumed": resumed, "bytes_received": outcome.received}
    answer: dict[str, Any] = {
        "changed": outcome.changed,
        "recordings": outcome.rows,
        "_rows": {"list": "recordings"},  # for the action plugin
        "tasks_without_recording": outcome.without,
        "gaps": outcome.gaps,
        "summary": counts | effort(client),
    }
    if message := failures(outcome):
        answer["unauthorized"] = outcome.unauthorized
        module.fail_json(msg=message, **answer)
    module.exit_json(**answer)


def _miss_tasks(outcome: Outcome, reasons: Sequence[str]) -> None:
    """Note why tasks of the period may be missing."""
    for reason in reasons:
        outcome.miss("", Unreadable(reason), "the report of tasks")


def _capture_options(options: Mapping[str, Any]) -> CaptureOptions:
    return CaptureOptions(options["url_expiration"], options["include_segments"], options["include_virtual_agent"])
