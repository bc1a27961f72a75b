# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of recordings: options become tasks and a policy, recordings become rows, files and gaps."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from .api.client import Client
from .module import connect, errors_told, module_for, progress_writer
from .reporting.captures import EXPIRATION_MINUTES, Captured, Wanted, ask_all, check_task_ids
from .reporting.keeping import Keeper, Policy, Task, check_dest, failures, make_folders
from .reporting.manifest import Manifest, folder_of, locked
from .reporting.paths import check_template
from .reporting.times import DAY_MS, text_writer, zone
from .sealing import sealed

SPEC: Final[dict[str, Any]] = {
    "task_ids": {"type": "list", "elements": "str"},
    "timezone": {"type": "str", "default": "UTC"},
    "url_expiration": {"type": "int", "default": 30},
    "include_segments": {"type": "bool", "default": False},
    "include_virtual_agent": {"type": "bool", "default": False},
}
INFO_SPEC: Final[dict[str, Any]] = {
    "reveal": {"type": "bool", "default": False},
    "_seal": {"type": "str", "no_log": True},  # from the action plugin: the key that hides the URLs until there
}
DOWNLOAD_SPEC: Final[dict[str, Any]] = {
    "dest": {"type": "path", "required": True},
    "path_template": {"type": "str", "default": "{date}/{task_id}-{call_type}.wav"},
    "include_sensitive": {"type": "bool", "default": False},
    "manifest_only": {"type": "bool", "default": False},
    "retention_days": {"type": "int"},
}
LIMITS: Final = {"url_expiration": EXPIRATION_MINUTES, "retention_days": (1, 36500)}


def list_recordings() -> None:
    """Run the module that tells what there is."""
    module = module_for(SPEC | INFO_SPEC)
    options = module.params
    with errors_told(module, **LIMITS):
        write_time = text_writer(zone(options["timezone"]))
        task_ids = check_task_ids(options["task_ids"])
        with closing(connect(module)) as client:
            found = list(ask_all(client, task_ids, _wanted(options), options["parallelism"]))
            requests = client.requests
        for captured in found:
            if captured.error:
                raise captured.error
        recordings = [
            {
                "id": recording.id,
                "task_id": recording.task_id,
                "call_type": recording.call_type,
                "segment": recording.segment,
                "sensitive": recording.sensitive,
                "file_name": recording.file_name,
                "start_time": write_time(recording.start),
                "start_ms": recording.start,
                "stop_time": write_time(recording.stop),
                "stop_ms": recording.stop,
                "participants": recording.participants,
                "channel1": recording.channel1,
                "channel2": recording.channel2,
            }
            for captured in found
            for recording in captured.recordings
        ]
        transcriptions = [
            {
                "id": transcription.id,
                "task_id": transcription.task_id,
                "source": transcription.source,
                "provider": transcription.provider,
                "file_name": transcription.file_name,
                "language": transcription.language,
                "start_time": write_time(transcription.start),
                "start_ms": transcription.start,
                "create_time": write_time(transcription.created),
                "create_ms": transcription.created,
            }
            for captured in found
            for transcription in captured.transcriptions
        ]
        module.exit_json(
            changed=False,
            recordings=recordings,
            transcriptions=transcriptions,
            tasks_without_recording=[captured.task_id for captured in found if not captured.recordings],
            summary={"tasks": len(found), "recordings": len(recordings), "requests": requests},
            **_revealed(options, found),
        )
