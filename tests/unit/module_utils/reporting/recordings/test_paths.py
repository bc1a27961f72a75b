# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever a service calls its files, they stay in their folder, differ, and can be opened."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.reporting.recordings.paths import (
    CAPTURE_KEYS,
    TASK_KEYS,
    apart,
    check_template,
    fill,
    folded,
)

TEMPLATES = (
    "{date}/{task_id}-{call_type}.wav",
    "{date}/{queue}/{task_id}-{time}.wav",
    "{recording_id}",
    "{file_name}/{file_name}{file_name}~{recording_id}.wav",
    "calls of {channel}/{task_id} {file_name}",
)
HOSTILE = st.one_of(
    st.text(max_size=400),
    st.sampled_from(
        ["../../etc/x", "C:\\x", "..", ".", "", "/", "a/../../b", "~", "\0", "CON ", "x" * 300, "\u202e", "."]
    ),
)


def values(**given: str) -> dict[str, str]:
    """A value for each key."""
    return {**dict.fromkeys((*CAPTURE_KEYS, *TASK_KEYS), "x"), **given}


@pytest.mark.parametrize("template", TEMPLATES)
@given(hostile=st.fixed_dictionaries(dict.fromkeys((*CAPTURE_KEYS, *TASK_KEYS), HOSTILE)))
def test_no_value_leads_out_of_the_folder(template: str, hostile: dict[str, str]) -> None:
    check_template(template, segments=False, by_period=True)
    path = PurePosixPath(fill(template, hostile))
    assert len(path.parts) == template.count("/") + 1
    assert not path.is_absolute()
    for part in path.parts:
        assert not part.startswith(".")
        assert len(part.encode()) <= 255
        assert part.isprintable()
        assert not set(part) & set('\\:*?"<>|\0\n')


@given(name=HOSTILE, others=st.lists(HOSTILE, max_size=20))
def test_equal_paths_are_kept_apart(name: str, others: list[str]) -> None:
    taken: set[str] = set()
    for number, other in enumerate([name, *others, name.upper(), name, name]):
        path = apart(fill("{file_name}.wav", values(file_name=other)), f"recording {number}", taken)
        assert folded(path) not in taken
        assert len(path.encode()) <= 255 + 80
        taken.add(folded(path))


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ("Sales", "Sales/x.wav"),
        ("Sales & Billing", "Sales & Billing/x.wav"),
        ("Zürich", "Zürich/x.wav"),
        ("a/b", "a_b/x.wav"),
        ("../up", "_up/x.wav"),
        ("...", "unknown/x.wav"),
        ("", "unknown/x.wav"),
        ("C:\\x", "C_x/x.wav"),
    ],
)
def test_values_stay_readable(value: str, path: str) -> None:
    assert fill("{queue}/{recording_id}.wav", values(queue=value)) == path


def test_long_names_keep_their_ending_and_differ() -> None:
    first, second = (fill("{file_name}", values(file_name="n" * 300 + f"{number}.wav")) for number in (1, 2))
    assert first != second
    assert first.endswith(".wav")
    assert len(first) <= 200


@pytest.mark.parametrize(
    ("template", "segments", "by_period", "why"),
    [
        ("{task_id}-{caller}.wav", False, False, r"\{caller\}: unknown key; possible are date, time"),
        ("{task_id.__class__}-{call_type}", False, False, "unknown key"),
        ("{recording_id:>99999999}", False, False, "unknown key"),
        ("{}", False, False, "unknown key"),
        ("{recording_id", False, False, "expected '}'"),
        ("{queue}/{recording_id}", False, False, "only possible with from and to, not with task_ids"),
        ("{date}.wav", False, True, "two recordings into one file; use {recording_id}"),
        ("{task_id}.wav", False, True, "two recordings into one file"),
        ("{task_id}-{call_type}.wav", True, True, "several segments with the same call type"),
        ("", False, True, "must be a relative path"),
        ("/{recording_id}", False, True, "must be a relative path"),
        ("{date}//{recording_id}", False, True, "must be a relative path"),
        ("../{recording_id}", False, True, "must be a relative path"),
        (".recordings/{recording_id}", False, True, "begin with a dot"),
        (".{file_name}/{recording_id}", False, True, "begin with a dot"),
        ("a\\{recording_id}", False, True, "must be a relative path"),
    ],
)
def test_templates_that_are_refused(template: str, segments: bool, by_period: bool, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^path_template: .*{why}" if "{" not in why[:1] else why):
        check_template(template, segments=segments, by_period=by_period)
