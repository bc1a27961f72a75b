# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers hear."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..content import Content
from ..kinds.contents import Sound
from ..kinds.field import Field
from ..kinds.scalars import Choice, Id
from ..resource import Resource
from ..verbs import FormParts, Verbs, Way
from .common import DESCRIPTION, text

AUDIO_FILE = Resource(
    family="audio-file",
    plural="audio files",
    aliases=("audio-prompt", "audio prompts"),
    fields=(
        Field("name", replace(text("._ -"), ending=".wav", example="welcome.wav"), required=True),
        Field(
            "content_type",
            Choice(("AUDIO_WAV", "AUDIO_X_WAV", "TEXT_HTML", "TEXT_PHP", "APPLICATION_OCTET_STREAM")),
            required=True,
            default="AUDIO_WAV",
        ),
        DESCRIPTION,
        Field("blob_id", Id(), elsewhere="The service gives it to the file"),
        Field("file", Sound(), api="audioFile", required=True, seen="file"),
    ),
    verbs=Verbs(create=(Way.MULTIPART,), update=(Way.PATCH, Way.MULTIPART), delete=(Way.SINGLE,)),
    content=Content(field="audioFile", ending=".wav", blob="blobId"),
    form=FormParts(info="audioFileInfo", file="audioFile", patches=("description",), content_type="audio/wav"),
    response_only=("url",),
)

FAMILIES: Final = (AUDIO_FILE,)
