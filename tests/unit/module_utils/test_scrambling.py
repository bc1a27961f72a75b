# SPDX-License-Identifier: GPL-3.0-or-later
"""Scrambled text can be read with its key only."""

from __future__ import annotations

import base64

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.webex.contact_center.plugins.module_utils.module.scrambling import (
    new_key,
    scrambled,
    unscrambled,
)


@given(st.text())
def test_what_was_scrambled_can_be_read(text: str) -> None:
    key = new_key()
    assert unscrambled(key, scrambled(key, text)) == text


def test_nothing_of_it_can_be_seen_and_no_two_are_alike() -> None:
    text = "https://storage.example.com/recording?X-Amz-Signature=0123456789abcdef"
    key = new_key()
    first, second = scrambled(key, text), scrambled(key, text)
    assert first != second
    for one in (first, second):
        content = base64.b64decode(one)
        assert not any(text[place : place + 4].encode() in content for place in range(len(text) - 4))
