# SPDX-License-Identifier: GPL-3.0-or-later
"""Files as people write them, good and bad: every message is what a user will read."""

from __future__ import annotations

import json

import pytest

from ansible_collections.webex.contact_center.plugins.module_utils.config.desired.reading import (
    DesiredState,
    RefusedError,
    check,
)
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.values import CLEAR, JSON, ByName
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.parse import SourceError, parse

VOICE = ByName("multimedia-profile", "Voice")


def read(text: str, form: str = "csv", family: str | None = "site") -> DesiredState:
    name = {"csv": "sites.csv", "yaml": "sites.yml", "json": "sites.json", "options": ""}.get(form, form)
    return check([parse(text, name, form)], family)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", "name,active,multimedia_profile\nOslo,false,Voice\n"),
        ("csv", "Name;Active;Multimedia Profile\r\nOslo;no;Voice\r\n"),
        ("csv", "NAME\tACTIVE\tmultimediaProfile\rOslo\tFALSE\tVoice\r"),
        ("csv", "name,active,multimedia-profile,description,state\n\n,,,,\nOslo,0,Voice,,present\n"),
        ("yaml", "- name: Oslo\n  active: false\n  multimedia_profile: Voice\n"),
        ("yaml", "site:\n- {name: Oslo, active: no, multimediaProfile: Voice, description: null}\n"),
        ("yaml", "Sites:\n- {name: Oslo, active: 'off', Multimedia Profile: Voice}\nteams: []\n"),
        ("json", '[{"name": "Oslo", "active": false, "multimedia_profile": "Voice", "version": 3, "links": []}]'),
        ("options", '{"name": "Oslo", "active": "False", "multimedia_profile": "Voice", "state": "present"}'),
    ],
)
def test_one_meaning_in_many_spellings(form: str, text: str) -> None:
    (desired,) = read(text, form)["site"]
    assert (desired.id, desired.present) == (None, True)
    assert desired.values == {"name": "Oslo", "active": False, "multimediaProfileId": VOICE}


@pytest.mark.parametrize(
    ("form", "text", "messages"),
    [
        (
            "csv",
            "nam,active\nOslo,true\n",
            ['sites.csv:1: column "nam": unknown; did you mean name?', "column name and column id are missing"],
        ),
        (
            "csv",
            "active\ntrue\n",
            ["sites.csv:1: column name and column id are missing; give one of them. Known are name, id, active"],
        ),
        ("csv", "name,Name\na,b\n", ['sites.csv:1: column "Name": the header has name twice']),
        ("csv", "name,colour\na,b\n", ['column "colour": unknown. Known are name, id, active, description']),
        ("csv", "name,active\na,true,x\nb\n", ["sites.csv:2: ", "sites.csv:3: "]),
        ("csv", "name,active\na,maybe\n", ['sites.csv:2: active: "maybe" is not true or false']),
        (
            "csv",
            "name\nOslo\nBergen\nOslo\n",
            ['sites.csv:4: name: "Oslo" is also defined at sites.csv:2; remove one of them'],
        ),
        ("csv", "name,state\nOslo,gone\n", ['sites.csv:2: state: "gone" is not allowed; use present or absent']),
        ("csv", "name,description\n,text\n", ["sites.csv:2: name: missing; give it, or the id of the object"]),
        ("csv", "name\nCafé\nO'Hara\nB&B\n", ['Café" holds é; allowed are letters', "holds '", "holds &"]),
        ("csv", f"name\n{'x' * 81}\n", ["has 81 characters; at most 80 are allowed"]),
        ("csv", "name,multimedia_profile,multimedia_profile_id\na,b,c\n", ["give multimedia_profile or multimedia_p"]),
        ("csv", "id,name\n1,a\n1,b\n", ["sites.csv:3: id: 1 is also defined at sites.csv:2"]),
        ("yaml", "- name: 007\n", ['sites.yml:1: name: 007 is read as a number; write it in quotes: "007"']),
        ("yaml", "- name: 2024-01-01\n", ["2024-01-01 is read as a date; write it in quotes"]),
        ("yaml", "-\n  name: no\n", ['sites.yml:2: name: no is read as true or false; write it in quotes: "no"']),
        ("yaml", "- name: ''\n", ["sites.yml:1: name: missing; give it, or the id of the object"]),
        (
            "yaml",
            "- name: a\n  active: maybe\n- name: b\n  nme: c\n",
            ['sites.yml:2: active: "maybe"', "sites.yml:4: nme"],
        ),
        ("yaml", "- name: a\n  name: b\n", ["sites.yml:2: "]),
        ("yaml", "- name: a\n- name: a\n  state: absent\n", ["or give the id of the one that must be absent"]),
        ("yaml", "sits:\n- name: a\n", ["sites.yml:1: sits: unknown family; did you mean site?"]),
        ("yaml", "team:\n- name: a\n", ["sites.yml:1: site: missing; the file has no key of this name"]),
        ("json", '[\n {"name": "a",\n  "active": []}\n]', ["sites.json:3: active: [] is not true or false"]),
        ("items", '[{"name": "a"}, {"name": 7}]', ["items[1]: name: 7 is read as a number"]),
        ("options", '{"name": 7, "active": true}', ["name: 7 is read as a number"]),
    ],
)
def test_bad_input_says_where_what_and_what_is_allowed(form: str, text: str, messages: list[str]) -> None:
    with pytest.raises((RefusedError, SourceError)) as refused:
        read(text, form)
    for message in messages:
        assert message in str(refused.value)


@pytest.mark.parametrize(
    ("cell", "what"),
    [
        ('{""telephony"": 0, ""telephony"": 1}', "manually_assignable.telephony: is written twice in one object"),
        ('{""telephony"": 0, ""Telephony"": 1}', "manually_assignable.Telephony: telephony is given twice; keep one"),
        ('{""telephony"": 0', 'manually_assignable: "," or "}" is expected here'),
        ("0", 'manually_assignable: "0" is not a mapping'),
    ],
)
def test_json_in_a_cell_is_read_as_strictly_as_a_file_of_it(cell: str, what: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(f'name,manually_assignable\nA,\nB,"{cell}"\n', "csv", "multimedia-profile")
    first, only = str(refused.value).splitlines()
    assert first == "1 problem, nothing was written:"
    assert only.startswith(f"  sites.csv:3: {what}")


@pytest.mark.parametrize(
    ("form", "value", "what"),
    [
        ("yaml", ".nan", "name: is not a finite number"),
        ("json", "NaN", "name: is not a finite number"),
        ("yaml", "9" * 200, "name: is a number of more than 100 characters"),
        ("yaml", "!env HOME=1", "name: !env: the YAML tag is not supported"),
        (
            "yaml",
            "{{ site }}",
            'name: a list or an object cannot be a key; keys are text; a template needs quotes: "{{',
        ),
        ("json", '"\\ud800"', "name: holds half of a \\u surrogate pair"),
    ],
)
def test_a_value_that_cannot_be_read_has_one_message(form: str, value: str, what: str) -> None:
    text = f'[{{"name": {value}}}]' if form == "json" else f"- name: {value}\n"
    with pytest.raises(RefusedError) as refused:
        read(text, form)
    (problem,) = refused.value.problems
    assert str(problem).startswith(f"sites.{'json' if form == 'json' else 'yml'}:1: {what}"), problem


def test_all_problems_of_a_file_come_at_once_in_the_order_of_its_lines() -> None:
    rows = "".join(f"site {number},{'maybe' if number % 5 == 0 else 'true'}\n" for number in range(2, 22))
    with pytest.raises(RefusedError) as refused:
        read(f"name,active\n{rows}")
    lines = str(refused.value).splitlines()
    assert lines[0] == "4 problems, nothing was written:"
    assert [line.strip().split(": ")[0] for line in lines[1:]] == [f"sites.csv:{line}" for line in (5, 10, 15, 20)]


@pytest.mark.parametrize(
    ("record", "values"),
    [
        ({"capacity": "12", "description": ""}, {"capacity": 12, "description": ""}),
        ({"capacity": "", "site_id": "s"}, {"capacity": CLEAR, "siteId": "s"}),
        ({"desktop_layout_id": "", "multimedia_profile": ""}, {"desktopLayoutId": CLEAR, "multiMediaProfileId": CLEAR}),
        ({"queueRankings": [{"queueId": "q", "rank": "3"}]}, {"queueRankings": [{"queueId": "q", "rank": 3}]}),
        ({"queue_rankings": '[{"queue_id": "q", "rank": 3}]'}, {"queueRankings": [{"queueId": "q", "rank": 3}]}),
    ],
)
def test_values_become_payloads(record: JSON, values: JSON) -> None:
    (desired,) = read(json.dumps([{"name": "t", **record}]), "items", "team")["team"]
    assert desired.values == {"name": "t", **values}


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("csv", 'name,manually_assignable,work_item\nt,"{""chat"": 2, ""work_item"": """"}",\n'),
        ("yaml", "- {name: t, manually_assignable: {chat: 2, work_item: ''}, work_item: }"),
        ("items", '[{"name": "t", "manuallyAssignable": {"chat": "2", "workItem": " "}}]'),
    ],
)
def test_an_empty_text_clears_inside_a_mapping_of_every_form(form: str, text: str) -> None:
    (desired,) = read(text, form, "multimedia-profile")["multimedia-profile"]
    assert desired.values == {"name": "t", "manuallyAssignable": {"chat": 2, "workItem": CLEAR}}


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({"user_ids": ["u"]}, "user_ids: read-only. Set teams on each user instead"),
        ({"capacity": True}, "capacity: true is not a whole number"),
        ({"capacity": -1}, "capacity: -1 is below the minimum of 0"),
        ({"team_type": "agent"}, 'team_type: "agent" is not allowed; use AGENT or CAPACITY'),
        ({"queue_rankings": [{"rank": 99}]}, "queue_rankings[0].rank: 99 is above the maximum of 50"),
        ({"queue_rankings": [{"rank": 9}]}, "queue_rankings[0].queue: missing; give it or queue_id"),
        ({"queue_rankings": [{"que": "q"}]}, "queue_rankings[0].que: unknown; did you mean queue?"),
        ({"queue_rankings": {"q": 1}}, "is not a list"),
        (
            {
                "queue_rankings": [
                    {"queue_id": "q", "rank": 1},
                    {"queueId": "p", "rank": 2},
                    {"queueId": "q", "rank": 1},
                ]
            },
            'items[0]: queue_rankings[2].queue_id: "q" is listed twice; keep one',
        ),
        (
            {"queue_rankings": '[{"rank": 1, "rank": 2, "queue_id": "q"}]'},
            "queue_rankings[0].rank: is written twice in one",
        ),
        ({"queue_rankings": [{"rank": 1, "Rank": 2, "queue_id": "q"}]}, "queue_rankings[0].Rank: rank is given twice"),
        ({"queue_rankings": '[{"rank": 1, "queue_id": "\\ud800"}]'}, "queue_rankings[0].queue_id: holds half of a"),
        ({"queue_rankings": "[" * 100_000}, "queue_rankings: lists and objects are nested deeper than 50 levels"),
        ({"queue_rankings": '[{"rank": 1,}]'}, 'queue_rankings: remove the comma before this "}"'),
        ({"queue_rankings": "none"}, 'queue_rankings: "none" is not a list'),
        ({"site": ["a"]}, 'site: ["a"] is not text'),
    ],
)
def test_every_kind_of_field_is_checked(record: JSON, message: str) -> None:
    with pytest.raises(RefusedError) as refused:
        read(json.dumps([{"name": "t", **record}]), "items", "team")
    assert message in str(refused.value)
