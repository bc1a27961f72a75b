# SPDX-License-Identifier: GPL-3.0-or-later
"""One shape of record out of every form of answer, and no cut answer taken for a whole one."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from support.legacy import LAB_QUERY

from ansible_collections.webex.contact_center.plugins.module_utils.api.legacy.client import Body
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.answers import (
    Reply,
    read_record,
    read_reply,
)
from ansible_collections.webex.contact_center.plugins.module_utils.reporting.legacy.fields import check_id, typed

ACTIVITY = "e3cf6187-cc3f-4c6f-8ba5-6014821529e3-1584547145537-new"
SESSION = ACTIVITY[:36]
RECORD = {
    "sid": ACTIVITY,
    "session": SESSION,
    "cstts": 1584547145537,
    "csttsRfc3339": "2020-03-18T15:59:05.537Z",
    "cetts": None,
    "cettsRfc3339": None,
    "agentName": "Amara Andersen",
    "duration": -3,
    "active": True,
}
FLAT = {
    "sid": ACTIVITY,
    "session": SESSION,
    "cstts": 1584547145537,
    "cetts": None,
    "agentName": "Amara Andersen",
    "duration": -3,
    "active": 1,
}
SUFFIXED = {
    "id": ACTIVITY,
    "callSessionId__s": SESSION,
    "cstts": "1584547145537",
    "cetts": "NA",
    "agentName__s": "Amara Andersen",
    "duration__l": "-3",
    "active__i": "1",
}
NESTED = {"id": ACTIVITY, "type": "car", "attributes": {**SUFFIXED, "sid": ACTIVITY}}
CSV = (
    "sid,callSessionId__s,cstts,cetts,agentName__s,duration,active\r\n"
    f'{ACTIVITY},{SESSION},1584547145537,null,"Amara Andersen",-3,1\r\n'
)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps(FLAT), id="flat"),
        pytest.param(json.dumps(SUFFIXED), id="suffixed"),
        pytest.param(json.dumps(NESTED), id="nested"),
        pytest.param(json.dumps([FLAT]), id="in a list"),
        pytest.param(json.dumps({"auxiliaryDataList": [NESTED]}), id="in the only list of an object"),
        pytest.param(json.dumps({"data": [FLAT], "links": []}), id="in data"),
        pytest.param(CSV, id="CSV"),
        pytest.param(
            json.dumps({name: value for name, value in FLAT.items() if name != "session"}), id="session in id"
        ),
    ],
)
def test_one_record_has_one_shape(text: str) -> None:
    assert read_record("car", ACTIVITY, Body(text)) == RECORD


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "0 records instead of one"),
        ("{}", "neither a record nor"),
        ('{"sid": null, "id": ""}', "without an id"),
        (json.dumps([FLAT, FLAT]), "2 records instead of one"),
        ('"text"', "without an id|0 records"),
        ("[1, 2]", "neither a record"),
        ('{"sid": "x"', "delimiter"),
        ("sid,cstts\nx\n", "a row of 1 cells below a header of 2"),
        ('sid\n"x', "not CSV: unexpected end of data"),
    ],
)
def test_what_is_no_record_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        read_record("csr", "x", Body(text))


def query(*columns: str, how: str = "VALUE", limit: int = 1000, **properties: Any) -> dict[str, Any]:
    """A query for some columns."""
    aggregations = [
        {"id": number, "filterGroups": [], "aggregationType": how, "computeColumnName": column}
        for number, column in enumerate(columns)
    ]
    return {
        **LAB_QUERY,
        "numberOfRecords": limit,
        "aggregations": aggregations,
        "aggregateQueryProperties": {"requestType": "PROFILE", **properties},
    }


def counts(found: Any = 2, given: Any = 2, complete: Any = True) -> dict[str, Any]:
    """What an answer says of itself."""
    return {"numberOfRecordsFound": found, "numberOfRecordsInDataset": given, "isComplete": complete}


ROWS = [{"sid": "a", "agentName__s": "Amara"}, {"sid": "b", "agentName__s": None}]
CELLS = '"__ROW_TYPE",__INTERVAL,_0,_1\n3,0,null,0.0\n0,1620111600000,a,Amara\n0,1620111600000,b,null\n'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(json.dumps({"datasetMetadata": counts(), "data": ROWS}), id="objects"),
        pytest.param(
            json.dumps(
                {"datasetMetadata": counts(), "columns": ["sid", "agentName"], "data": [["a", "Amara"], ["b", "NA"]]}
            ),
            id="arrays",
        ),
        pytest.param(
            json.dumps(
                {
                    "datasetMetadata": counts(),
                    "columns": [{"name": "sid"}, {"columnName": "agentName__s"}],
                    "data": ["a,Amara", "b,"],
                }
            ),
            id="lines of CSV",
        ),
        pytest.param(json.dumps({"query": {}, **counts()}) + "\nSEG_PROFILE\n" + CELLS, id="mixed"),
        pytest.param(json.dumps({"query": {}, **counts()}) + "\r\nPROFILE\r\n" + CELLS, id="mixed, another marker"),
        pytest.param(
            json.dumps({"query": {}, **counts()}) + "\nsid,agentName__s\na,Amara\nb,\n", id="mixed, no marker"
        ),
    ],
)
def test_an_answer_to_a_query_gives_records(text: str) -> None:
    records: list[dict[str, Any]] = [{"sid": "a", "agentName": "Amara"}, {"sid": "b", "agentName": None}]
    assert read_reply("csr", query("sid", "agentName__s"), Body(text)) == Reply(
        records, 2, is_whole=True, is_counted=True
    )


def test_sums_counts_and_intervals_have_names() -> None:
    asked = query("talkDuration__l", how="SUM", computeInterval=1)
    reply = read_reply(
        "csr", asked, Body(json.dumps(counts()) + "\nSEG_PROFILE\n__INTERVAL,agentName__s,_0\n1620111600000,,7.0")
    )
    assert reply.records == [
        {
            "interval": 1620111600000,
            "intervalRfc3339": "2021-05-04T07:00:00.000Z",
            "agentName": None,
            "talkDurationSum": 7,
        }
    ]


@pytest.mark.parametrize(
    ("said", "is_whole"),
    [
        (counts(), True),
        (counts(found="2", given="2", complete="true"), True),
        (counts(complete=False), False),
        (counts(complete="false"), False),
        (counts(found=3), False),
        ({"numberOfRecordsFound": 3}, False),
        ({"isComplete": True}, True),
        ({}, True),
    ],
)
@pytest.mark.parametrize("form", ["objects", "mixed"])
def test_an_answer_that_was_cut_says_so(said: dict[str, Any], is_whole: bool, form: str) -> None:
    text = json.dumps({"datasetMetadata": said, "data": ROWS}) if form == "objects" else json.dumps(said) + "\n" + CELLS
    reply = read_reply("csr", query("sid", "agentName__s"), Body(text))
    assert (reply.is_whole, len(reply.records)) == (is_whole, 2)


def test_an_answer_without_counts_that_is_full_counts_as_cut() -> None:
    for limit, is_whole in ((2, False), (3, True)):
        reply = read_reply("csr", query("sid", limit=limit), Body("sid\na\nb\n"))
        assert (reply.is_whole, reply.is_counted) == (is_whole, False)


@pytest.mark.parametrize(
    ("name", "value", "plain", "meant"),
    [
        ("talkCount__i", "2", "talkCount", 2),
        ("score__d", "2", "score", 2.0),
        ("codes__sa", '["a", "b"]', "codes", ["a", "b"]),
        ("codes__ia", [1, "2"], "codes", [1, 2]),
        ("codes__sa", "a", "codes", ["a"]),
        ("handled", "0", "handled", False),
        ("handled", "perhaps", "handled", "perhaps"),
        ("agentId", 7, "agentId", "7"),
        ("queueCount", "many", "queueCount", "many"),
        ("queueDuration", "12.5", "queueDuration", 12.5),
        ("dnis", "0800", "dnis", "0800"),
        ("anything", "0800", "anything", "0800"),
        ("realtimeUpdateTimestamp", "1584547145537", "realtimeUpdateTimestamp", 1584547145537),
        ("cetts", 0, "cetts", None),
        ("agentName", " NA ", "agentName", None),
        ("agentName", "Nadia", "agentName", "Nadia"),
    ],
)
def test_values_have_the_type_of_their_field(name: str, value: Any, plain: str, meant: Any) -> None:
    record = typed("csr", [(name, value)])
    assert (record[plain], type(record[plain])) == (meant, type(meant))


@pytest.mark.parametrize(
    ("kind", "record_id", "problem"),
    [
        ("csr", "74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0", ""),
        ("csr", "c4567c9858a74fd39497cddde50b1ac", ""),
        ("car", ACTIVITY, ""),
        ("car", ACTIVITY.replace("new", "ivr-connected"), ""),
        ("aar", f"{SESSION}-telephony-1584547145537-Idle", ""),
        ("csr", ACTIVITY, "is the id of an activity"),
        ("csr", "", "is not the id of a CSR record"),
        ("car", SESSION, "session-timestamp-event"),
        ("car", f"{SESSION}-1584547145-new", "its timestamp is in seconds"),
        ("car", f"{SESSION}-1584547145537-", "is not the id of a CAR record"),
        ("car", "-1584547145537-new/..", "is not the id of a CAR record"),
        ("aar", ACTIVITY.removesuffix("-new"), "is not the id of a AAR record"),
        ("asr", "a b", "is not the id of a ASR record"),
    ],
)
def test_an_id_that_no_record_has_is_refused(kind: str, record_id: str, problem: str) -> None:
    if not problem:
        assert check_id(kind, record_id) == record_id
        return
    with pytest.raises(ValueError, match=problem):
        check_id(kind, record_id)


NAMES = st.sampled_from(
    [
        "sid",
        "id",
        "attributes",
        "data",
        "columns",
        "datasetMetadata",
        "isComplete",
        "numberOfRecordsFound",
        "_0",
        "cstts",
        "session",
        "talkDuration__l",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=15,
)


@example('{"columns": 1, "data": []}', "")
@example('{"columns": ["sid", "cstts"], "data": ["' + "x" * 200_000 + '"]}', "")
@example('{"data": [{"sid": [1], "session": {}, "cstts": 1e400, "talkDuration__l": NaN}]}', "")
@example('{"data": [{"sid": "a", "session": ["a"], "cstts": -1e400, "talkDuration__l": 1e400}]}', "")
@example('{"numberOfRecordsFound": 1e999, "data": []}', "")
@given(JSON.map(json.dumps) | st.text(), st.sampled_from(["", "\nSEG_PROFILE\n_0\na", "\nsid,cstts\na,1e999\n"]))
def test_whatever_the_answer_it_is_read_or_refused(start: str, rest: str) -> None:
    with contextlib.suppress(ValueError):
        reply = read_reply("car", query("sid", "cstts"), Body(start + rest))
        assert reply.found >= len(reply.records)
        assert {type(record.get(name)) for record in reply.records for name in ("sid", "session")} <= {str, type(None)}
        json.dumps(reply.records, allow_nan=False)
    with contextlib.suppress(ValueError):
        assert read_record("car", ACTIVITY, Body(start + rest))["sid"]
