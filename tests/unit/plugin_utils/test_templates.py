# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates in files: rendered value by value after parsing, with the line of each, and nothing else."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import pytest
from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.parsing.dataloader import DataLoader
from ansible.template import Templar

from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import documents
from ansible_collections.webex.contact_center.plugins.module_utils.config.writing.formats import files_of
from ansible_collections.webex.contact_center.plugins.plugin_utils.packing import packed
from ansible_collections.webex.contact_center.plugins.plugin_utils.templates import rendered, with_rendered

VARIABLES = {
    "city": "Lyon",
    "lines": 7,
    "on": True,
    "blank": "",
    "names": ["a"],
    "evil": '["a", "b"]',
    "colon": "a: b\n- c",
    "number": "+15551234",
    "word": "True",
    "nothing": None,
}


@pytest.fixture(params=[False, True], ids=["texts", "native"], autouse=True)
def _native(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both settings of ANSIBLE_JINJA2_NATIVE, which ansible-core before 2.19 has."""
    monkeypatch.setattr(constants, "DEFAULT_JINJA2_NATIVE", request.param, raising=False)


def values(text: str, form: str = "yaml", **variables: Any) -> list[dict[str, Any]]:
    """The values of the records of a text, as the module sees them."""
    render = partial(rendered, Templar(DataLoader(), {**VARIABLES, **variables}))
    source = with_rendered(packed(f"site.{form}", form, text), render)
    return [record.values for document in documents(json.loads(source)) for record in document.records]


@pytest.mark.parametrize(
    ("text", "form", "expected"),
    [
        ('- {name: "{{ city }} {{ lines }}"}\n', "yaml", [{"name": "Lyon 7"}]),
        (
            '- {name: x, lines: "{{ lines }}", active: "{{ on }}"}\n',
            "yaml",
            [{"name": "x", "lines": "7", "active": "true"}],
        ),
        ('- {name: x, description: "{{ colon }}"}\n', "yaml", [{"name": "x", "description": "a: b\n- c"}]),
        ('- {name: !unsafe "{{ city }}", n: "{# no #}x"}\n', "yaml", [{"name": "{{ city }}", "n": "x"}]),
        (
            '- {name: a, parts: [{x: "{{ city }}"}, {x: b}]}\n',
            "yaml",
            [{"name": "a", "parts": [{"x": "Lyon"}, {"x": "b"}]}],
        ),
        ('- {name: "{% if on %}a{% else %}b{% endif %}"}\n', "yaml", [{"name": "a"}]),
        ("name,description\n{{ city }},{{ blank }}\n", "csv", [{"name": "Lyon"}]),
        ("name,description\n{{ colon }},b\n", "csv", [{"name": "a: b\n- c", "description": "b"}]),
        ('[{"name": "{{ city }}"}]', "json", [{"name": "Lyon"}]),
    ],
)
def test_each_value_is_rendered_by_itself(text: str, form: str, expected: list[dict[str, Any]]) -> None:
    assert values(text, form) == expected


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ number }}", "+15551234"),
        ("{{ '007' }}", "007"),
        ("{{ '1_000' }}", "1_000"),
        ("{{ 1.5 }}", "1.5"),
        ("{{ word }}", "True"),
        ("{{ not on }}", "false"),
        ("{{ 'a' == 'a' }}", "true"),
        ("is {{ on }}", "is True"),
        ("a{{ nothing }}b", "ab"),
        ("{{ city | upper }}-{{ '%03d' | format(lines) }}", "LYON-007"),
        ("{% set known = lines + 1 %}{{ known }}", "8"),
        ("{{ '[draft' }}", None),
        ("{{ nothing }}", None),
        ("{{ none }}", None),
        ("{% if not on %}x{% endif %}", None),
        ("{{ {'a': 1} }}", None),
        ("{{ 1 / 0 }}", None),
        ("{{ city.foo }}", None),
    ],
)
def test_a_template_gives_what_it_means_on_every_version(template: str, expected: str | None) -> None:
    text = json.dumps([{"name": "x", "description": template}])
    if expected is not None:
        assert values(text, "json") == [{"name": "x", "description": expected}]
        return
    with pytest.raises(AnsibleActionFail, match="1 template cannot be rendered, nothing was sent"):
        values(text, "json")


def test_what_cannot_be_rendered_is_told_with_its_lines_at_once() -> None:
    text = '- name: a\n  x: "{{ nobody }}"\n- name: b\n  x: "{{ names }}"\n  y: "{{ evil }}"\n  z: "{{ city"\n'
    with pytest.raises(AnsibleActionFail, match="4 templates cannot be rendered, nothing was sent") as refusal:
        values(text)
    told = str(refusal.value)
    for start in ("site.yaml:2: x: ", "site.yaml:4: x: ", "site.yaml:5: y: ", "site.yaml:6: z: "):
        assert f"\n  {start}" in told
    assert "gives a list; a template can only give" in told
    assert "would be read as a list or a mapping" in told


def test_a_broken_file_is_left_to_the_module() -> None:
    source = packed("site.yml", "yaml", "- {name: {{ city }}\n")
    assert with_rendered(source, lambda text: text) == source


def test_exported_texts_come_back_as_they_were_with_and_without_templates() -> None:
    texts = ["{{ city }}", "{% raw %}", "a {# b #}", "Lyon", "{{ '{{' }}"]
    records = [{"name": f"S{number}", "description": text} for number, text in enumerate(texts)]
    for form in ("yaml", "auto"):
        ((name, text),) = [
            (name, text) for name, text in files_of({"site": records}, form).items() if not name.endswith(".json")
        ]
        kind = "csv" if name.endswith(".csv") else "yaml"
        plain = [record.values for record in documents(json.loads(packed(name, kind, text)))[0].records]
        assert values(text, kind) == plain == records
