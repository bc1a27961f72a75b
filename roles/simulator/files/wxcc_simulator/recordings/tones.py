# SPDX-License-Identifier: GPL-3.0-or-later
"""Files like those of a recorder: WAV with a different tone for each recording, JSON for a transcription."""

from __future__ import annotations

import json
import math
import struct
import sys
from array import array
from functools import cache
from hashlib import blake2b

from wxcc_simulator.recordings.captured import Recording, Transcription

RATE = 8000
FRAME_BYTES = 2
LOUDNESS = 6000
SMALLEST = 200
"""Bytes of a file with its head and hardly any sound."""
LINES = ("Good day, how can I help?", "I have a question about my order.", "I will look it up.", "Thank you.")


def wav(recording: Recording, limits: tuple[int, int]) -> bytes:
    """A mono file of 16 bits at 8 kHz, as long as the recording if the limits of its size allow that.

    The id is in it as a comment, so that every file is different.
    """
    comment = _chunk(b"ICMT", recording.id.encode())
    info = _chunk(b"LIST", b"INFO" + comment)
    fmt = _chunk(b"fmt ", struct.pack("<HHIIHH", 1, 1, RATE, RATE * FRAME_BYTES, FRAME_BYTES, 8 * FRAME_BYTES))
    head_bytes = 12 + len(fmt) + len(info) + 8
    size = _size(recording, limits, head_bytes) - head_bytes & ~1
    tone = _second_of(200 + _draw(recording.id, 600))
    sound = tone * (size // len(tone)) + tone[: size % len(tone)]
    return (
        b"RIFF"
        + struct.pack("<I", head_bytes - 8 + size)
        + b"WAVE"
        + fmt
        + info
        + b"data"
        + struct.pack("<I", size)
        + sound
    )


def transcript(transcription: Transcription) -> bytes:
    """What was said, in turns."""
    step = (transcription.created - transcription.start) // len(LINES)
    turns = [
        {"role": ("AGENT", "CALLER")[number % 2], "startTime": transcription.start + number * step, "text": line}
        for number, line in enumerate(LINES)
    ]
    return json.dumps({"id": transcription.id, "transcripts": turns}).encode()


def _size(recording: Recording, limits: tuple[int, int], head_bytes: int) -> int:
    least, most = limits
    size = head_bytes + (recording.stop - recording.start) * RATE * FRAME_BYTES // 1000
    # A size outside the limits is replaced by a varying one within them.
    return size if least <= size <= most else least + _draw(recording.id, most - least + 1)


def _draw(text: str, end: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big") % end


@cache
def _second_of(hertz: int) -> bytes:
    """A second of a tone, in whole hertz so that seconds join without a click."""
    samples = array("h", (round(LOUDNESS * math.sin(math.tau * hertz * number / RATE)) for number in range(RATE)))
    if sys.byteorder == "big":
        samples.byteswap()
    return samples.tobytes()


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)
