# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder with files beside its records, applied by a playbook."""

from __future__ import annotations

from support.contents import WAV
from support.project import Project, task
from support.simulator import Simulator


def test_a_folder_brings_its_files(project: Project, sim: Simulator) -> None:
    project.write("acme/audio_file.yml", "- {name: a.wav, file: files/audio_file/a.wav}\n")
    project.write("acme/files/audio_file/a.wav", WAV)
    project.write("acme/files/audio_file/nobody_names_this.wav", b"")
    first, again = project.play(*[task("wxcc_config", {"src": "acme"})] * 2)
    assert first.writes == ["POST audio-file"]
    assert first.ok()["invocation"]["module_args"] == {"src": "acme"}
    again.unchanged()
    project.write("acme/files/audio_file/a.wav", b"no audio")
    (refused,) = project.play(task("wxcc_config", {"src": "acme", "validate_only": True}))
    assert "acme/audio_file.yml:1: file: files/audio_file/a.wav: not a WAV file" in refused.refusal()
