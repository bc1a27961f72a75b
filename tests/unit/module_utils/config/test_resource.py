# SPDX-License-Identifier: GPL-3.0-or-later
"""The quick look at a value never accepts what the schema refuses."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import (
    EVERYWHERE,
    Field,
    walk,
)

FIELDS = [field for resource in CATALOG.values() for field in (*walk(resource.fields), *EVERYWHERE)]
CHOICES = [choice for field in FIELDS for choice in field.choices]
VALUES = st.one_of(
    st.text(max_size=300),
    st.text("Az0_ .-\n", max_size=90),
    st.sampled_from(CHOICES),
    st.booleans(),
    st.integers(),
    st.none(),
    st.lists(st.text()),
    st.dictionaries(st.text(), st.text()),
)


@given(field=st.sampled_from(FIELDS), value=VALUES)
def test_what_fits_at_first_sight_fits_the_schema(field: Field, value: Any) -> None:
    if field.plainly_fits(value):
        assert Draft202012Validator(field.schema()).is_valid(value)


@pytest.mark.parametrize(
    ("field", "value", "fits"),
    [
        (Field("name", min_length=1, max_length=3, charset="a-z"), "abc", True),
        (Field("name", min_length=1, max_length=3, charset="a-z"), "abcd", False),
        (Field("name", min_length=1, max_length=3, charset="a-z"), "ab\n", False),
        (Field("name", min_length=1, max_length=3, charset="a-z"), "", False),
        (Field("active", "bool"), True, True),
        (Field("active", "bool"), 1, False),
        (Field("site", reference="site"), "", False),
        (Field("state", choices=("present", "absent")), "gone", False),
    ],
)
def test_first_sight(field: Field, value: Any, fits: bool) -> None:
    assert field.plainly_fits(value) is fits
