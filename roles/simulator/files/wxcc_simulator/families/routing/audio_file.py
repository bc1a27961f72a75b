# SPDX-License-Identifier: GPL-3.0-or-later
"""Audio files: prompts and music on hold."""

from __future__ import annotations

from collections.abc import Iterator

from wxcc_simulator.families.family import EVERYTHING, Content, Family, Object, On, Others


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
    fresh=({"name": "defaultmusic_on_hold.wav", "contentType": "AUDIO_WAV"},),
)
