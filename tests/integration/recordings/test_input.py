# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input of the modules of recordings, refused before the first request."""

from __future__ import annotations

from support.project import Project, task
from support.simulator import Row

NOBODY = "39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4"
BAD_INPUT: dict[str, tuple[Row, str]] = {
    "no tasks and no period": ({"task_ids": None}, "task_ids and from are both missing"),
    "both": ({"from": "yesterday"}, "task_ids and from are both set"),
    "a malformed id": ({"task_ids": [NOBODY, "12345"]}, "task_ids: '12345'"),
    "an expiration of 0": ({"url_expiration": 0}, "url_expiration: 0 is not between 1 and 60"),
    "an expiration of 61": ({"url_expiration": 61}, "url_expiration: 61 is not between"),
    "a time zone that is none": ({"timezone": "Europe/Berln"}, "Europe/Berlin"),
}
BAD_DOWNLOAD: dict[str, tuple[Row, str]] = {
    "an unknown key": (
        {"path_template": "{task_id}-{caller}.wav"},
        "{caller}: unknown key; possible are date, time, task_id",
    ),
    "a key of found tasks": (
        {"path_template": "{queue}/{recording_id}.wav"},
        "{queue} is only possible with from and to",
    ),
    "one file for all": ({"path_template": "{date}.wav"}, "would put two recordings into one file"),
    "a path that leads out": ({"path_template": "../{recording_id}.wav"}, "must be a relative path"),
    "a dest that is a file": ({"dest": "{folder}/file"}, "is a file, not a folder"),
    "a dest below a file": ({"dest": "{folder}/file/below"}, "is a file, not a folder; name another place"),
    "a dest that cannot be written": ({"dest": "/proc/recordings"}, "dest: /proc/recordings"),
    "no days": ({"retention_days": 0}, "retention_days: 0 is not between"),
}


def test_bad_input_is_refused_before_the_first_request(project: Project) -> None:
    """The table of templates and of choices is longer in the unit tests."""
    project.write("file", "")
    usual: Row = {"task_ids": [NOBODY]}
    dest = {"dest": str(project.folder / "recordings")}
    cases = [("wxcc_capture_info", {**usual, **options}, why) for options, why in BAD_INPUT.values()]
    for options, why in [*BAD_INPUT.values(), *BAD_DOWNLOAD.values()]:
        place = {"dest": options["dest"].format(folder=project.folder)} if "dest" in options else dest
        cases.append(("wxcc_capture_download", {**usual, **options, **place}, why))
    steps = project.play(*(task(module, options) for module, options, _why in cases))
    assert [why for step, (_module, _options, why) in zip(steps, cases, strict=True) if why not in step.refusal()] == []
    assert [row for step in steps for row in step.requests] == []
    assert not (project.folder / "recordings").exists()
