# SPDX-License-Identifier: GPL-3.0-or-later
"""Audio files: prompts and music on hold."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.common import ORGANIZATION
from wxcc_simulator.families.deviation import Deviation, Patch
from wxcc_simulator.families.family import EVERYTHING, Content, Family, Object, On, Others

ONLY_FORM: Patch = {"requestBody": {"content": {"application/json": None}}, "x-json": 500}


def _extension(body: Object, _live: Object | None, _others: Others, _on: On) -> Iterator[str]:
    if not body["name"].lower().endswith(".wav"):
        yield "name should have valid extension"


FAMILY = Family(
    name="audio-file",
    sample={"name": "sample.wav", "contentType": "AUDIO_WAV"},
    schema="AudioFileInfoDTO",
    content=Content("audioFileInfo", "audioFile", "blobId"),
    internal=("audioFile", "url"),
    other=lambda number: {"name": f"sample-{number}.wav"},
    check=_extension,
    served=EVERYTHING,
    deviations=(
        Deviation(
            name="audio_file_form",
            state="always",
            where="POST and PUT of an audio file",
            file="take the parts as JSON too",
            observed="only as a form of several parts; JSON gets a 500 without a reason",
            source="live write probes, 2026-07-22",
            operations={
                f"POST {ORGANIZATION}/audio-file": ONLY_FORM,
                f"PUT {ORGANIZATION}/audio-file/{{id}}": ONLY_FORM,
            },
        ),
    ),
    fresh=({"name": "defaultmusic_on_hold.wav", "contentType": "AUDIO_WAV"},),
)
