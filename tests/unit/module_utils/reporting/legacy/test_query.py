# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries checked before they are sent, with the path in the JSON, and moved to another period."""

from __future__ import annotations

import json
from typing import Any

import pytest
from support.legacy import LAB_QUERY, LAB_RESPONSE, LAB_TEXT

from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.signing import compact
from ansible_collections.webex.contact_center.plugins.module_utils.module.legacy import query_of_options
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.fields import KINDS
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.query import (
    activities_of,
    query_of,
    read_query,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.windows.periods import Period

NOW = 1_795_564_800_000
PERIOD = Period(1612155600000, 1612328400000)
VALUE = {"id": 0, "filterGroups": [], "aggregationType": "VALUE", "computeColumnName": "sid"}


def changed(**members: Any) -> str:
    """The lab's query with other members; one that is None is left out."""
    return json.dumps({name: value for name, value in {**LAB_QUERY, **members}.items() if value is not None})


def test_a_users_text_stays_as_it_is() -> None:
    assert read_query(LAB_TEXT, "query").text == LAB_TEXT
    assert read_query(LAB_RESPONSE, "query").text == LAB_TEXT
    assert read_query(LAB_RESPONSE, "analyzer.json").value == LAB_QUERY
    mixed = f'{{"query":{compact(LAB_QUERY)},"isComplete":true}}\nSEG_PROFILE\nsid\n'
    assert read_query(mixed, "analyzer.json").value == LAB_QUERY


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        (changed(aggregations=None), ["q: 'aggregations' is a required property"]),
        (changed(aggregations=[]), ["q.aggregations: "]),
        (
            changed(aggregations=[{"aggregationType": "VALUE"}]),
            ["q.aggregations[0]: 'computeColumnName' is a required"],
        ),
        (
            changed(aggregations=[VALUE, {**VALUE, "id": "1"}], numberOfRecords=0),
            ["q.aggregations[1].id: '1' is not of type 'integer'", "q.numberOfRecords: 0 is less than"],
        ),
        (
            changed(filterGroups=[{"operator": "AND", "valueFilters": [{"columnName": "sid"}]}]),
            ["q.filterGroups[0].valueFilters[0]: 'operator' is a required property"],
        ),
        (changed(dateBegin=1612155600000), ["q.dateBegin: 1612155600000 is not of type 'array'"]),
        (changed(dateBegin=["yesterday"]), ["q.dateBegin[0]: 'yesterday' is not of type 'integer'"]),
        (
            changed(dateBegin=[1612155600]),
            [
                "q.dateBegin[0]: 1612155600 is not a time in milliseconds since 1970; if it is in seconds,"
                " write 1612155600000"
            ],
        ),
        (
            changed(dateEnd=[1612328400000000]),
            ["q.dateEnd[0]: 1612328400000000 is not a time in milliseconds since 1970"],
        ),
        (changed(dateEnd=[1612155600000]), ["q.dateBegin[0]: 2021-02-01T05:00:00Z is not before dateEnd"]),
        (
            changed(timezone="Europe/Berlln"),
            ['q.timezone: "Europe/Berlln" is not an IANA time zone. Did you mean "Europe/Berlin"'],
        ),
        ('{"query": {"a": 1}}', ["q: query: 'dateBegin' is a required property", "'aggregations' is a required"]),
        ("[]", ["q: has no query"]),
        ("dateBegin: 1", ["q: is not JSON, but begins with 'dateBegin: 1'"]),
    ],
)
def test_every_mistake_is_told_with_its_path(text: str, problems: list[str]) -> None:
    with pytest.raises(ValueError, match="q") as refusal:
        read_query(text, "q")
    assert [problem for problem in problems if problem not in str(refusal.value)] == []


def options(**given: Any) -> dict[str, Any]:
    """Options of the module."""
    return {"record": "csr", "from": None, "to": None, "timezone": None, "_source": None, **given}


SOURCE = json.dumps({"name": "query", "form": "query", "text": LAB_TEXT})


@pytest.mark.parametrize(
    ("given", "begin", "end", "timezone"),
    [
        ({}, 1612155600000, 1612328400000, "America/New_York"),
        ({"timezone": "UTC"}, 1612155600000, 1612328400000, "UTC"),
        ({"from": "1612155600001"}, 1612155600001, 1612328400000, "America/New_York"),
        ({"to": "2021-02-02", "timezone": "Asia/Tokyo"}, 1612155600000, 1612191600000, "Asia/Tokyo"),
        ({"from": "2021-02-02", "to": "+1d"}, 1612242000000, 1612328400000, "America/New_York"),
    ],
)
def test_period_and_zone_can_be_overridden(given: dict[str, Any], begin: int, end: int, timezone: str) -> None:
    query = query_of_options(options(_source=SOURCE, **given), NOW)
    assert query.value == {**LAB_QUERY, "dateBegin": [begin], "dateEnd": [end], "timezone": timezone}
    assert (query.text == LAB_TEXT) is not bool(given)


@pytest.mark.parametrize("given", [{"from": "2021-02-04"}, {"to": "2021-01-01"}, {"from": "now", "to": "-1d"}])
def test_a_period_without_length_is_refused(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is not after from"):
        query_of_options(options(_source=SOURCE, **given), NOW)


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_queries_pass_the_same_check_and_fit_into_a_url(kind: str) -> None:
    query = query_of(kind, PERIOD, "UTC")
    assert read_query(query.text, "q").value == query.value
    assert query.lists_records
    assert len(query.text) < 3000
    assert query_of_options(options(record=kind, **{"from": "-2h", "timezone": "UTC"}), NOW).period == Period(
        NOW - 7_200_000, NOW
    )


def test_only_a_list_of_records_can_be_put_together() -> None:
    lab = read_query(LAB_TEXT, "q")
    assert (lab.lists_records, lab.counting.value["numberOfRecords"]) == (True, 1)
    for members in ({"lastNRecords": True}, {"aggregations": [{**VALUE, "aggregationType": "COUNT"}]}):
        query = read_query(changed(**members), "q")
        assert not query.lists_records
        assert query.counting == query
    assert activities_of(["a", "b"], PERIOD).value["filterGroups"][0]["valueFilters"][0]["values"] == ["a", "b"]
