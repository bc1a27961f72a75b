# SPDX-License-Identifier: GPL-3.0-or-later
"""The modules of configuration as code: options become records and a policy, outcomes become a result."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sized
from contextlib import closing
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from ..ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ..api.client import Client
from ..config import results as report
from ..config.desired.reading import DesiredState, check
from ..config.engine import Policy, Result
from ..config.model.catalog.table import CATALOG, families_named, own_module
from ..config.model.patterns import read_patterns
from ..config.planning.guards import read_limit
from ..config.planning.plan import FamilyPlan
from ..config.planning.skipping import check_names
from ..config.source.parse import FOLDER, FORMS, Document, documents, with_contents
from ..files import check_folder
from ..mistakes import UserError
from .apply.linting import LINT_SPEC, Linting
from .apply.planfile import PLAN_SPEC, PlanFiles
from .base import as_one_text, connect, effort, errors_told, module_for, progress_writer
from .options import (
    BACKUP_SPEC,
    FLOWS_SPEC,
    GUARDS_SPEC,
    MISSING_SPEC,
    ROWS_SPEC,
    SECRETS_SPEC,
    SHEETS_SPEC,
    TEMPLATE_SPEC,
)
from .typed import object_spec

CACHE_SPEC: Final[dict[str, Any]] = {"cache_dir": {"type": "path"}}
APPLY_SPEC: Final[dict[str, Any]] = {
    "src": {"type": "path"},
    "purge": {"type": "bool", "default": False},
    "max_deletes": {"type": "int", "default": Policy.max_deletes},
    "bulk_size": {"type": "int", "default": Policy.bulk_size},
    "max_diff": {"type": "int", "default": 50},
    **LINT_SPEC,
    **CACHE_SPEC,
    **ROWS_SPEC,
    **SHEETS_SPEC,
    **PLAN_SPEC,
    **GUARDS_SPEC,
    "_contents": {"type": "str", "no_log": True},  # from the action plugin: the files that records name
    **MISSING_SPEC,
    **BACKUP_SPEC,
    **TEMPLATE_SPEC,
    "_source": {"type": "str", "no_log": True},  # from the action plugin: the desired state as one text
}

LIMITS: Final = {"max_deletes": (0, 1_000_000), "bulk_size": (1, 1000), "max_diff": (0, 1_000_000)}


def apply_family(family: str) -> None:
    """Run the module of one family: the rows under the name of a list, a single object under its own."""
    resource = CATALOG[family]
    plural, singular = own_module(family).many, own_module(family).one

    def returned(source: dict[str, str], result: Result) -> dict[str, Any]:
        rows = _rows(result, with_type=False)
        if source["form"] != "options":
            return {plural: rows}
        return {plural: rows, singular: report.live_object(result.actions[0], result.outcomes, result.identities)}

    spec = {**object_spec(resource), plural: {"type": "list", "elements": "dict"}}
    _apply(spec, family, returned, {"list": plural, "one": singular})


def apply_any() -> None:
    """Run the module of all families: a list of one `type`, or a mapping of several."""

    def returned(source: dict[str, str], result: Result) -> dict[str, Any]:
        return {"objects": _rows(result, with_type=True)}

    spec = {
        "type": {"type": "str", "choices": list(CATALOG)},
        "items": {"type": "list", "elements": "dict"},
        "objects": {"type": "dict"},
        **SECRETS_SPEC,
        **FLOWS_SPEC,
        "purge_families": {"type": "list", "elements": "str", "default": []},
    }
    _apply(spec, None, returned, {"list": "objects"})


def _rows(result: Result, *, with_type: bool) -> list[dict[str, Any]]:
    return [
        report.row(action, result.outcomes, with_type=with_type, references=result.references)
        for action in result.actions
    ]


def list_any() -> None:
    """Run the module that lists one family."""
    from ..config.listing import list_objects  # the modules that write do without

    module = module_for(
        {
            "type": {"type": "str", "choices": list(CATALOG), "required": True},
            "filter": {"type": "str"},
            "attributes": {"type": "list", "elements": "str", "default": []},
            **CACHE_SPEC,
        },
    )
    options = module.params
    with errors_told(module), closing(connect(module)) as client:
        listing = list_objects(
            client,
            CATALOG[options["type"]],
            rsql=options["filter"],
            attributes=options["attributes"],
            cache_dir=options["cache_dir"],
        )
        for warning in listing.warnings:
            module.warn(warning)
        answer = {"objects": listing.objects, "incomplete": listing.incomplete}
        module.exit_json(changed=False, **as_one_text(answer))


def _apply(
    spec: dict[str, Any],
    family: str | None,
    returned: Callable[[dict[str, str], Result], dict[str, Any]],
    keys: dict[str, str],
) -> None:
    """Make the organization match the source; `returned` gives the module's own part of the result under its `keys`."""
    module = module_for(APPLY_SPEC | spec)
    options = module.params
    with errors_told(module, **LIMITS):
        source = json.loads(options["_source"])
        plan = PlanFiles(options, source, family)
        lint = Linting(options, source)
        with lint.kept():
            desired = _desired(module, source, plan.type, lint)
        if lint.is_all:
            for warning in lint.finish(desired):
                module.warn(warning)
        families = _purge_families(options), check_names(options["skip_missing"])
        if options["validate_only"]:
            module.exit_json(changed=False, msg=_checked(desired))
        with closing(connect(module)) as client:
            policy = _policy(module, client, *families, names_references=module.check_mode or plan.is_written)
            result = plan.carried_out(client, desired, policy, progress_writer(options["_progress"]))
        if source["form"] in (FOLDER, *FORMS.values()) and not any(desired.values()):
            module.warn(f"{source['name']}: it lists nothing, so nothing was done. Is it the right file?")
        for warning in result.warnings:
            module.warn(warning)
        counts = summary(client, result)
        rows = keys | {
            "records": {
                part.resource.family: len(desired.get(part.resource.family, ())) for part in result.plan.families
            },
            "left": _left(policy, counts) | ({"backup": False} if result.backup_dir else {}),
        }
        answer = as_one_text(returned(source, result) | {"_rows": rows}) | {
            "changed": result.changed,
            "summary": counts,
            **plan.answer,
            **({"backup_dir": result.backup_dir} if result.backup_dir else {}),
            **({"flow_validation": [one.entry for one in result.validations]} if result.validations else {}),
        }
        if module._diff:
            answer["diff"] = [
                entry for part in result.plan.families for entry in _diff(part, result, options["max_diff"])
            ]
        if failures := report.failures(result.plan.families, result.outcomes, plan.again):
            module.fail_json(msg=failures, unauthorized=result.unauthorized, **answer)
        module.exit_json(**answer)


def _policy(
    module: AnsibleModule,
    client: Client,
    purge_families: frozenset[str],
    skip_missing: frozenset[str],
    *,
    names_references: bool,
) -> Policy:
    options = module.params
    return Policy(
        purge=options["purge"],
        max_deletes=options["max_deletes"],
        bulk_size=options["bulk_size"],
        check_mode=module.check_mode,
        cache_dir=options["cache_dir"],
        write_secrets=options.get("write_secrets", False),
        max_changes=read_limit("max_changes", options["max_changes"]),
        protect=read_patterns("protect", options["protect"]),
        names_references=names_references,
        backup_dir=_backup_dir(options, client),
        purge_families=purge_families,
        skip_missing=skip_missing,
        validate_flows=options.get("validate_flows", False),
    )


def _desired(module: AnsibleModule, source: dict[str, Any], family: str | None, lint: Linting) -> DesiredState:
    """Read and check the source; a warning names what a file holds that is not managed."""
    options = module.params
    parts = with_contents(documents(source), json.loads(options["_contents"] or "{}"))
    if any(part.columns is not None for part in parts):
        parts = _translated(parts, family, options)
    desired = check(parts, family)
    lint.warnings = [warning for part in parts for warning in part.warnings]
    for warning in lint.warnings:
        module.warn(str(warning))
    return desired


def _translated(parts: list[Document], family: str | None, options: Mapping[str, Any]) -> list[Document]:
    """Translate CSV files in the form of Control Hub; UserError where they would make a purge delete too much."""
    from ..config.source.hub.recognize import PURGE_OF_HUB, Sheets
    from ..config.source.hub.translate import translated

    parts = translated(parts, family, Sheets.of(options["src_format"], options["ignore_unknown_columns"]))
    partial = next((part for part in parts if part.is_partial), None)
    if options["purge"] and partial and not options["source_is_complete"]:
        check(parts, family)  # other mistakes come first
        raise UserError(f"purge: {partial.columns_where} {PURGE_OF_HUB}")
    return parts


def _diff(part: FamilyPlan, result: Result, most: int) -> list[dict[str, Any]]:
    return report.diff(part, result.outcomes, result.identities, most=most, references=result.references)


def _left(policy: Policy, counts: Mapping[str, int]) -> dict[str, Any]:
    """Say what a second run of the task may still do, as options."""
    left: dict[str, Any] = {"max_deletes": max(0, policy.max_deletes - counts["deleted"])}
    return left | ({"max_changes": policy.max_changes.less(counts["updated"])} if policy.max_changes else {})


def _backup_dir(options: Mapping[str, Any], client: Client) -> str | None:
    """Return the folder for a backup, None where there is none."""
    if not options["backup"]:
        return None
    from ..config.backup import backup_folder

    dir_path = (options["backup_options"] or {}).get("dir_path") or "backup"
    check_folder(dir_path, "backup_options.dir_path")
    return backup_folder(dir_path, client.org_id, time.time())


def _purge_families(options: Mapping[str, Any]) -> frozenset[str]:
    """Return the families that `purge` is narrowed to; none for all of them."""
    names = options.get("purge_families", [])
    if names and not options["purge"]:
        raise UserError("purge_families: says which families purge deletes from; set purge: true as well")
    return families_named("purge_families", names)


def _checked(desired: Mapping[str, Sized]) -> str:
    """Count what was checked without a request: `checked site: 12, team: 3; nothing was sent`."""
    counted = ", ".join(f"{family}: {len(records):,}" for family, records in desired.items() if records)
    return f"checked {counted or 'no objects'}; nothing was sent"


def summary(client: Client, result: Result) -> dict[str, Any]:
    """Count what happened, and what it took."""
    return report.counts(result.plan.families, result.outcomes) | effort(client)
