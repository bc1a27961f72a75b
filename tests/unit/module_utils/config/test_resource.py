# SPDX-License-Identifier: GPL-3.0-or-later
"""What a field of the catalog reads, and its JSON Schema, agree."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from unit.module_utils.config.small import Fake, Note

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field, walk
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import EVERYWHERE
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import CLEAR

FIELDS = [field for resource in CATALOG.values() for field in (*walk(resource.fields), *EVERYWHERE)]
CHOICES = [value for field in FIELDS if isinstance(field.kind, Choice) for value in field.kind.values]
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


@given(field=st.sampled_from(FIELDS), value=VALUES, data=st.data())
def test_what_is_read_without_a_problem_fits_the_schema_and_the_other_way_round(
    field: Field, value: Any, data: st.DataObject
) -> None:
    option = data.draw(st.sampled_from(field.options))
    kind = field.kinds[option]
    place = Note()
    desired = field.read(option, value, place)
    valid = Draft202012Validator(kind.schema()).is_valid
    if desired is None or desired is CLEAR:
        assert not place.problems
    elif not place.problems:
        assert valid(kind.shown(desired, lambda family: Fake()))
    elif isinstance(value, str):
        assert not valid(value.strip())
    else:
        assert not valid(value)
