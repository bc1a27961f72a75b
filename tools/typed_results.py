# SPDX-License-Identifier: GPL-3.0-or-later
"""The documentation of the results of modules that take only one family."""

from __future__ import annotations

from typing import Any

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.resource import OwnModule, Resource


def returned(resource: Resource, own: OwnModule) -> dict[str, Any]:
    """Return the documentation of the result."""
    label, plural = resource.label, resource.plural
    name = f"The {resource.key[0]} after the run."
    failed = "when RV(ignore:action) is V(failed)"
    return {
        own.many: {
            "description": [
                f"The {plural} of the source in its order, then the purged ones.",
                "In check mode, what would happen, in the same words.",
                "With O(rows=changed), only those that changed or failed.",
            ],
            "returned": "success, and failure after something was written",
            "type": "list",
            "elements": "dict",
            "contains": {
                "name": {"description": name, "type": "str", "returned": "always"},
                "id": {
                    "description": "The id. Null for an object that check mode would create.",
                    "type": "str",
                    "returned": "always",
                },
                "action": {
                    "description": f"What happened to the {label}.",
                    "type": "str",
                    "returned": "always",
                    "sample": "updated",
                },
                "left_out": {
                    "description": "What the record contains and this organization does not have, with the reasons.",
                    "type": "list",
                    "elements": "str",
                    "returned": "when O(skip_missing) left something out",
                },
                "changes": {
                    "description": "The options that change, each with its value V(before) and V(after).",
                    "type": "dict",
                    "returned": "when a live object changes",
                },
                "referenced_by": {
                    "description": "What refers to an object that is deleted, renamed or switched off, a text for each"
                    " family.",
                    "type": "list",
                    "elements": "str",
                    "returned": "in check mode and with O(plan_dest), when there is any",
                },
                "outcome": {
                    "description": [
                        "Whether the request of a failed item was carried out.",
                        "V(refused) - the service answered that it did not carry out the request.",
                        "V(in doubt) - the request was sent and may or may not have been carried out.",
                        "V(not sent) - the request never reached the service, for example because it needs another item"
                        " that failed.",
                    ],
                    "type": "str",
                    "returned": failed,
                },
                "warnings": {
                    "description": "What somebody else changed during the task, and options whose values the service"
                    " returned differently.",
                    "type": "list",
                    "elements": "str",
                    "returned": "when there is any",
                },
                "error": {
                    "description": "The message of the API, with its tracking id.",
                    "type": "str",
                    "returned": failed,
                },
            },
        },
        own.one: {
            "description": f"The single {label} with all its options after the run, in addition to its values in"
            f" RV({own.many}).",
            "returned": f"when a single {label} was given",
            "type": "dict",
        },
        "plan_file": {"description": "The plan as JSON.", "returned": "with O(plan_dest)", "type": "str"},
        "plan_markdown": {"description": "The plan as Markdown.", "returned": "with O(plan_dest)", "type": "str"},
        "backup_dir": {
            "description": "The folder with the objects as they were before the task.",
            "returned": "when O(backup) wrote one",
            "type": "str",
        },
        "msg": {
            "description": "The counts in words, in check mode those of what the module would do. All other results"
            " have the same form in both modes.",
            "returned": "success",
            "type": "str",
            "sample": "would create 17, update 2; 3 unchanged",
        },
        "summary": {
            "description": [
                "How many objects were V(created), V(updated), V(deleted), V(unchanged) and V(failed).",
                "If items failed, how many of these are V(refused), V(in_doubt) and V(not_sent).",
                "The number of V(requests) sent, and the V(rate_limit_seconds) spent waiting for the request budget.",
            ],
            "returned": "success, and failure after something was written",
            "type": "dict",
            "sample": {
                "created": 12,
                "updated": 1,
                "deleted": 1,
                "unchanged": 27,
                "failed": 0,
                "requests": 5,
                "rate_limit_seconds": 0.0,
            },
        },
    }
