# SPDX-License-Identifier: GPL-3.0-or-later
"""The items of a bulk request, and the result of each in its answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from ..outside import shortened
from .http.errors import AnswerMismatch, OutcomeUnknown, WxccError, error_from


@dataclass(frozen=True)
class BulkItem:
    """One object of a bulk request; the action is SAVE or DELETE."""

    identifier: int
    action: str
    item: dict[str, Any]


@dataclass(frozen=True)
class BulkResult:
    """The result of one item: done if `error` is None, with the id of the object if the answer has it."""

    identifier: int
    id: str | None
    error: WxccError | None


def bulk_results(
    request: str,
    items: Sequence[BulkItem],
    rows: Sequence[Mapping[str, Any]],
    *,
    tracking_id: str | None,
    retry_after: float | None,
) -> list[BulkResult]:
    """Return a result for each item, in order.

    AnswerMismatch if the rows cannot be those of these items: only a number identifies a result, so a wrong or missing
    one makes all of them doubtful.
    """
    by_identifier = {str(row.get("itemIdentifier")): row for row in rows}
    if reason := _mismatch(items, rows, by_identifier):
        raise AnswerMismatch(reason, request=request, tracking_id=tracking_id)
    results = []
    for item in items:
        name = f"{request}: item {item.identifier}"
        result = _result(name, item, by_identifier[str(item.identifier)], tracking_id)
        if result.error:
            result.error.retry_after = retry_after
        results.append(result)
    return results


def _mismatch(
    items: Sequence[BulkItem], rows: Sequence[Mapping[str, Any]], by_identifier: Mapping[str, Mapping[str, Any]]
) -> str:
    """Return why an answer does not match the request; empty if it matches."""
    sent = {str(item.identifier): item for item in items}
    if unknown := [identifier for identifier in by_identifier if identifier not in sent]:
        return f"the answer has an item {shortened(unknown[0], 20)}, which is not in the request"
    if len(by_identifier) < len(rows):
        return "the answer has an item twice"
    if absent := [identifier for identifier in sent if identifier not in by_identifier]:
        return f"the answer lacks item {absent[0]}"
    ids_in_rows = {identifier: _named_id(row) for identifier, row in by_identifier.items()}
    for identifier, object_id in ids_in_rows.items():
        own = sent[identifier].item.get("id")
        if object_id and own and object_id != own:
            return f"the answer names another object for item {identifier} than the request"
        operation = by_identifier[identifier].get("operationType")
        if operation and (operation == "DELETE") != (sent[identifier].action == "DELETE"):
            return f"the answer names another operation for item {identifier} than the request"
    ids = [object_id for object_id in ids_in_rows.values() if object_id]
    return "the answer names the same object for several items" if len(set(ids)) < len(ids) else ""


def _named_id(row: Mapping[str, Any]) -> str:
    """Return the id of the object that a row reports as written; empty for a refused item, whose id may be wrong."""
    if row.get("apiError") or not _is_success(row.get("status")):
        return ""
    return str(row.get("href") or "").rstrip("/").rpartition("/")[2]


def _is_success(status: Any) -> bool:
    return isinstance(status, int) and HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES


def _result(name: str, item: BulkItem, row: Mapping[str, Any], tracking_id: str | None) -> BulkResult:
    """Read the result of one item; anything but a clear success is an error."""
    status, failure = row.get("status"), row.get("apiError")
    if not isinstance(status, int):
        unknown = OutcomeUnknown("the answer has no status for this item", request=name, tracking_id=tracking_id)
        return BulkResult(item.identifier, None, unknown)
    if failure or not _is_success(status):
        error = error_from(failure, status=status, request=name, tracking_id=tracking_id)
        # Only a number identifies a result, so the list shows better which object is gone.
        is_doubtful_gone = item.action == "DELETE" and status == HTTPStatus.NOT_FOUND
        if is_doubtful_gone or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            error = OutcomeUnknown(
                error.reason, request=name, status=status, tracking_id=error.tracking_id, key=error.key
            )
        return BulkResult(item.identifier, None, error)
    return BulkResult(item.identifier, _named_id(row) or item.item.get("id"), None)
