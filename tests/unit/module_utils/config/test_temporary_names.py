# SPDX-License-Identifier: GPL-3.0-or-later
"""A temporary name keeps to the rules of its family, or the exchange of names is refused before anything is sent."""

from __future__ import annotations

import pytest
from support.engine import apply, scripted
from support.simulator import Row
from support.small_service import Facts, SmallService, served
from unit.module_utils.config.small_families import use

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.field import Field
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.kind import Kind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Choice, Text
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import Resource
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.verbs import SINGLY

IDS = ["2a000000-0000-4000-8000-000000000001", "2a000000-0000-4000-8000-000000000002"]


def swap(monkeypatch: pytest.MonkeyPatch, names: tuple[str, str], field: Field) -> list[Row]:
    """Let two objects exchange their names in this field; the bodies of the writes."""
    use(monkeypatch, [Resource("desk", "desks", (field,), verbs=SINGLY)])
    rows = [{"id": object_id, "name": name} for object_id, name in zip(IDS, names, strict=True)]
    service = SmallService({"desk": Facts()}, {"desk": rows})
    with served(service) as running:
        wanted = [{"id": object_id, "name": name} for object_id, name in zip(IDS, reversed(names), strict=True)]
        try:
            apply(scripted(running), {"desk": wanted}).ok()
        except ValueError:
            assert not service.writes
            raise
    assert [row["name"] for row in service.objects["desk"].values()] == [names[1], names[0]]
    return service.bodies


@pytest.mark.parametrize(
    ("names", "kind", "temporary"),
    [
        pytest.param(("Anna", "Bert"), Text(1), "Anna tmp-2a000000", id="any text"),
        pytest.param(("Anna", "Bert"), Text(1, 13), "tmp-2a000000", id="short"),
        pytest.param(("Anna", "Bert"), Text(1, 15), "An tmp-2a000000", id="cut"),
        pytest.param(("Anna", "Bert"), Text(1, 12), "tmp-2a000000", id="shorter"),
        pytest.param(("Anna", "Bert"), Text(1, 8), "2a000000", id="as short as an id"),
        pytest.param(
            ("Anna", "Bert"), Text(1, charset="A-Za-z0-9_"), "Anna_tmp_2a000000", id="no blanks and no hyphens"
        ),
        pytest.param(("Anna", "Bert"), Text(1, charset="A-Za-z0-9"), "Annatmp2a000000", id="letters and digits"),
    ],
)
def test_a_temporary_name_fits_its_family(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, str], kind: Kind, temporary: str
) -> None:
    bodies = swap(monkeypatch, names, Field("name", kind, required=True))
    assert [body["name"] for body in bodies] == [temporary, names[0], names[1]]


@pytest.mark.parametrize(
    ("names", "field", "text"),
    [
        (
            ("Anna", "Bert"),
            Field("name", Text(1, charset="A-Za-z"), required=True),
            r'desk\[0\]: name: "Anna" must give up its name before it can get another one, and desks cannot have a'
            " temporary name. Change one of these names by hand first",
        ),
        (("a", "b"), Field("name", Choice(("a", "b")), required=True), "cannot have a temporary name"),
        (
            ("Anna", "Bert"),
            Field("name", Text(1), required=True, writes="once"),
            'name: cannot be changed after creation; it is "Anna"',
        ),
    ],
)
def test_an_exchange_without_a_temporary_name_is_refused(
    monkeypatch: pytest.MonkeyPatch, names: tuple[str, str], field: Field, text: str
) -> None:
    with pytest.raises(ValueError, match=text):
        swap(monkeypatch, names, field)
