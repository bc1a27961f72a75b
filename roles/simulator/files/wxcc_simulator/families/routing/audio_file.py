# SPDX-License-Identifier: GPL-3.0-or-later
"""Audio files: prompts and music on hold."""

from __future__ import annotations

from wxcc_simulator.families.family import READS, Family

FAMILY = Family(
    name="audio-file",
    sample={"name": "sample.wav", "contentType": "AUDIO_WAV"},
    schema="AudioFileInfoDTO",
    other=lambda number: {"name": f"sample-{number}.wav"},
    served=READS,
    fresh=({"name": "defaultmusic_on_hold.wav", "contentType": "AUDIO_WAV"},),
)
