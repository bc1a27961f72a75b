# SPDX-License-Identifier: GPL-3.0-or-later
"""What callers hear and what happens to them: audio, and flows with the subflows that they share."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from ..content import Content
from ..kinds.contents import FlowFile, Marks, Sound
from ..kinds.field import LATER, Field
from ..kinds.scalars import Choice, Flag, Id, Text
from ..resource import Resource
from ..verbs import FormParts, Paths, Verbs, Way
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

_PROJECT: Final = "/{org}/project/5e5c9ad6d61f870d6d778c1b"
"""The only project, the same in every organization."""
_ONLY_UNUSED: Final = (("force", "no"), ("skipRsEPCheck", "false"))
"""Lets the service refuse to delete a flow that an entry point uses, which it does not do by itself."""

_IN_LISTS: Final = (
    *("description", "flowType", "orgId", "status", "assignedRS", "tags", "tagHistories"),
    *("createdBy", "createdDate", "lastModifiedBy", "lastModifiedDate", "lockedBy", "lockedAt"),
)


def _flows(family: str, plural: str, flow_type: str) -> Resource:
    return Resource(
        family=family,
        plural=plural,
        fields=(
            Field("name", Text(1), required=True, writes="once"),
            Field("file", FlowFile(), api="content", required=True, seen="file", link=LATER),
            Field(
                "publish",
                Marks(Choice(("Live", "Test", "Dev", "Latest"))),
                api="published",
                seen="file",
                writes="later",
            ),
            Field("comment", Text(), seen="never", writes="later"),
            Field("skip_validation", Flag(), seen="never", writes="later"),
        ),
        verbs=Verbs(create=(Way.IMPORT,), update=(Way.IMPORT,), delete=(Way.SINGLE,)),
        paths=Paths(
            list=f"{_PROJECT}/flows",
            item=f"{_PROJECT}/flows",
            export=f"/flow-store{_PROJECT}/flows/{{id}}:export",
            imports=f"{_PROJECT}/flows:import",
            publish=f"{_PROJECT}/flows/{{id}}:publish",
            validate=f"{_PROJECT}/v2/flows/{{id}}:validate",
            query=(("flowType", flow_type),),
            delete_query=_ONLY_UNUSED,
            is_bare=True,
        ),
        response_only=_IN_LISTS,
        content=Content(
            field="content", ending=".json", tags="published", comment="comment", unchecked="skipValidation"
        ),
    )


FLOW: Final = _flows("flow", "flows", "FLOW")
SUBFLOW: Final = _flows("subflow", "subflows", "SUBFLOW")
FAMILIES: Final = (AUDIO_FILE, SUBFLOW, FLOW)
