# SPDX-License-Identifier: GPL-3.0-or-later
"""The module of legacy records: turns options into ids or a query, and records into a result."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from ..ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ..api.http.errors import NotFound, Unauthorized, WxccError
from ..api.legacy.client import LEGACY_URL, LONGEST_URL, LegacyClient, LegacySettings
from ..api.legacy.signing import CSV, DIGESTS, JSON, LAB, Scheme
from ..mistakes import UserError
from ..reporting.legacy.answers import column_names
from ..reporting.legacy.contacts import EVENTS, FAILED, Contacts, sessions_of
from ..reporting.legacy.fields import KINDS, Record, check_id, typed
from ..reporting.legacy.query import JSONSCHEMA_IMPORT_ERROR, Query, query_of, read_query
from ..reporting.legacy.reader import LegacyReader, Listing
from ..reporting.output.writers import Encoder, Form
from ..reporting.windows.periods import checked_period, read_period, read_times
from ..times import current_ms, zone
from .base import effort, errors_told, http_settings, module_for, progress_writer
from .options import BUDGET_SPEC, HTTP_SPEC

LEGACY_SPEC: Final[dict[str, Any]] = {
    "legacy_url": {"type": "str", "default": LEGACY_URL},
    "legacy_user": {"type": "str"},
    "legacy_api_key": {"type": "str", "no_log": True},
    "legacy_tenant_id": {"type": "str"},
    "legacy_digest": {"type": "str", "choices": list(DIGESTS), "default": LAB.digest},
    "legacy_layout": {"type": "str", "default": LAB.layout},
    "max_url_length": {"type": "int", "default": LONGEST_URL},
    **HTTP_SPEC,
    **BUDGET_SPEC,
}
INFO_SPEC: Final[dict[str, Any]] = {
    "record": {"type": "str", "choices": list(KINDS), "required": True},
    "id": {"type": "list", "elements": "str"},
    "query": {"type": "raw"},
    "src": {"type": "path"},
    "from": {"type": "str"},
    "to": {"type": "str"},
    "timezone": {"type": "str"},
    "follow": {"type": "str", "choices": ["activities", "session"]},
    "event_names": {"type": "list", "elements": "str", "default": list(EVENTS)},
    "narrow": {"type": "bool", "default": True},
    "unread": {"type": "str", "choices": ["fail", "warn"], "default": "fail"},
    "format": {"type": "str", "choices": ["json", "csv"], "default": "json"},
    "_source": {"type": "str", "no_log": True},  # from the action plugin: the query as one text
}
MOST_SENTENCES: Final = 10
LIMITS: Final = {"max_url_length": (256, 1_000_000)}
FOLLOWED: Final = {"activities": ("csr",), "session": ("car", "aar")}
CHAIN_COLUMNS: Final = ("session", "complete", "end", "missing")


@dataclass
class Outcome:
    """What was read, and what failed; `columns` are those of the query."""

    records: list[Record] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    found: int = 0
    is_whole: bool = True
    chains: list[dict[str, Any]] | None = None
    sessions: list[Record] | None = None
    failures: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    def decide(self, unread: str) -> None:
        """Turn unread records into failures, or into a warning, as the option `unread` says."""
        if unread == "fail":
            self.failures += self.unread
        elif self.unread:
            self.warnings.append(_shortened(self.unread))


def legacy_info() -> None:
    """Run wxcc_legacy_info."""
    module = module_for(INFO_SPEC, connection=LEGACY_SPEC, jsonschema=JSONSCHEMA_IMPORT_ERROR)
    options = module.params
    with errors_told(module, **LIMITS):
        _check_follow(options)
        ids = [check_id(options["record"], record_id) for record_id in options["id"] or ()]
        query = None if ids else query_of_options(options, current_ms())
        with closing(_connect(module)) as client:
            outcome = _read(client, options, ids, query)
            outcome.decide(options["unread"])
            answer = _result(outcome, options["format"])
            answer["summary"] = effort(client)
        for warning in outcome.warnings:
            module.warn(warning)
        if outcome.failures:
            module.fail_json(msg=_shortened(outcome.failures), **answer)
        module.exit_json(changed=False, **answer)


def _shortened(sentences: Sequence[str]) -> str:
    """Join the first of many sentences, and the number of the others."""
    more = len(sentences) - MOST_SENTENCES
    return "; ".join([*sentences[:MOST_SENTENCES], *([f"and {more} more"] if more > 0 else [])])


def query_of_options(options: Mapping[str, Any], now_ms: int) -> Query:
    """Make the query of the options; UserError lists all its mistakes."""
    start, end, timezone = options["from"], options["to"], options["timezone"]
    if not options["_source"]:
        if start is None:
            raise UserError("from: missing; set from and to for a period, or id, query or src")
        period = read_period(start, end or "now", zone(timezone or "UTC"), now_ms)
        return query_of(options["record"], period, timezone)
    source = json.loads(options["_source"])
    query = read_query(source["text"], source["name"])
    if start is None and end is None and timezone is None:
        return query
    place = zone(timezone or query.value.get("timezone", "UTC"))
    return query.during(checked_period(*read_times(start, end, place, now_ms, query.period)), timezone)


def _check_follow(options: Mapping[str, Any]) -> None:
    follow, kind = options["follow"], options["record"]
    if follow and kind not in FOLLOWED[follow]:
        raise UserError(f"follow: {follow} needs record: {' or '.join(FOLLOWED[follow])}, not {kind}")


def _connect(module: AnsibleModule) -> LegacyClient:
    """Make the client; nothing is sent yet."""
    options = module.params
    return LegacyClient(
        LegacySettings(
            user=options["legacy_user"] or "",
            api_key=options["legacy_api_key"] or "",
            tenant_id=options["legacy_tenant_id"] or "",
            url=options["legacy_url"],
            scheme=Scheme(options["legacy_digest"], options["legacy_layout"]),
            longest_url=options["max_url_length"],
            **http_settings(module, "records, user and signature"),
        )
    )


def _read(client: LegacyClient, options: Mapping[str, Any], ids: Sequence[str], query: Query | None) -> Outcome:
    reader = LegacyReader(client, narrow=options["narrow"], accept=CSV if options["format"] == "csv" else JSON)
    kind, outcome = options["record"], Outcome()
    if query is None:
        outcome.records = _readable(reader.records(kind, ids), ids, kind, outcome)
        outcome.found = len(outcome.records)
    else:
        listing = reader.listing(kind, query)
        outcome.records, outcome.found, outcome.is_whole = listing.records, listing.found, listing.is_whole
        outcome.columns = list(typed(kind, [(name, None) for name in column_names(query.value).values()]))
        if listing.is_whole and not listing.records:
            outcome.warnings.append(f"no {kind.upper()} records match this query in {query.period}")
        if not listing.is_whole:
            (outcome.failures if options["narrow"] else outcome.warnings).append(_cut(listing, query))
    contacts = Contacts(client, options["event_names"], reader.remarks)
    if options["follow"] == "activities":
        sessions = _with_start(reader, outcome)
        advance = progress_writer(options["_progress"])
        chains = contacts.chains(sessions, lambda done: advance(done, len(sessions), "chains read"))
        outcome.unread += [f"{chain.session}: {chain.problems[0]}" for chain in chains if chain.end == FAILED]
        broken = [chain for chain in chains if not chain.is_complete]
        outcome.warnings += [f"{len(broken)} of {len(chains)} chains are not complete"] if broken else []
        outcome.chains = [chain.result() for chain in chains]
    elif options["follow"] == "session":
        session_ids = sessions_of(outcome.records)
        outcome.sessions = _readable(reader.records("csr", session_ids), session_ids, "csr", outcome)
    outcome.warnings += reader.remarks.sentences()
    return outcome


def _readable(answers: Sequence[Record | WxccError], ids: Sequence[str], kind: str, outcome: Outcome) -> list[Record]:
    """Return the records that could be read, and add the others to `outcome.unread`; raises Unauthorized."""
    records = []
    for record_id, answer in zip(dict.fromkeys(ids), answers, strict=True):
        if isinstance(answer, Unauthorized):
            raise answer
        if isinstance(answer, NotFound):
            outcome.unread.append(f"{record_id}: no {kind.upper()} record has this id ({answer})")
        elif isinstance(answer, WxccError):
            outcome.unread.append(f"{record_id}: {answer}")
        else:
            records.append(answer)
    return records


def _with_start(reader: LegacyReader, outcome: Outcome) -> list[Record]:
    """Return the sessions to follow; those without their beginning are read again, one by one."""
    nameless = [record for record in outcome.records if not record.get("sid")]
    if nameless:
        raise UserError("query: follow needs the ids of sessions; add the column sid to the query")
    bare = [str(record["sid"]) for record in outcome.records if not record.get("cstts")]
    started = {record["sid"]: record for record in _readable(reader.records("csr", bare), bare, "csr", outcome)}
    return [started.get(record["sid"], record) for record in outcome.records]


def _cut(listing: Listing, query: Query) -> str:
    more = f" of {listing.found}" if listing.found > len(listing.records) else ""
    because = f" ({listing.because})" if listing.because else ""
    return (
        f"the answer was cut: these {len(listing.records)} records{more} are not all of {query.period}{because};"
        " use narrower periods (from and to)"
    )


def _result(outcome: Outcome, form: str) -> dict[str, Any]:
    """Return the result of the module, without its summary."""
    answer: dict[str, Any] = {
        "records": outcome.records,
        "found": outcome.found,
        "complete": outcome.is_whole and not outcome.failures and not outcome.unread,
    }
    if outcome.chains is not None:
        answer["chains"] = outcome.chains
    if outcome.sessions is not None:
        answer["sessions"] = outcome.sessions
    if form == "csv":
        answer["csv"] = _table(outcome.records, outcome.columns)
        if outcome.chains is not None:
            columns = [*CHAIN_COLUMNS, *typed("car", [(name, None) for name in KINDS["car"].columns])]
            answer["activities_csv"] = _table(_chain_rows(outcome.chains), columns)
    return answer


def _chain_rows(chains: Iterable[Mapping[str, Any]]) -> list[Record]:
    """Return a row per activity that begins with the state of its chain, and one row for a chain without any."""
    rows: list[Record] = []
    for chain in chains:
        state = {name: chain[name] for name in CHAIN_COLUMNS}
        rows += [state | activity for activity in chain["activities"]] or [state]
    return rows


def _table(rows: Sequence[Record], query_columns: Sequence[str]) -> str:
    """Write rows as CSV with all columns of all rows; without rows, with the columns of the query."""
    columns = list(dict.fromkeys(name for row in rows for name in row)) or list(query_columns)
    encoder = Encoder(Form("csv", is_packed=False), columns, zone("UTC"), escape_formulas=False)
    return (encoder.beginning() + encoder.piece(rows)).decode() if columns else ""
