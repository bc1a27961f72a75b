# SPDX-License-Identifier: GPL-3.0-or-later
"""The body of the module that exports an organization into a folder."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from ansible.module_utils.basic import AnsibleModule

from ...ahead import compile_once  # pylint: disable=unused-import  # noqa: F401 - by being imported, and first
from ...config.exporting.export import Export, Selection, export
from ...config.model.catalog.table import CATALOG, find
from ...config.model.content import FOLDER
from ...config.model.patterns import read_patterns
from ...config.source.parse import form_of
from ...config.writing.folder import CHANGED, CREATED, REMOVED, UNCHANGED, File, Folder, Patterns
from ...config.writing.formats import FORMATS
from ...config.writing.schemas import SCHEMAS
from ...files import check_folder
from ...mistakes import UserError
from ..base import as_one_text, connect, effort, errors_told, module_for, progress_writer

EXPORT_SPEC: Final[dict[str, Any]] = {
    "dest": {"type": "path", "required": True},
    "format": {"type": "str", "choices": list(FORMATS), "default": "auto"},
    "include": {"type": "list", "elements": "str", "default": []},
    "exclude": {"type": "list", "elements": "str", "default": []},
    "dependencies": {"type": "bool", "default": False},
    "replace": {"type": "bool", "default": False},
    "cache_dir": {"type": "path"},
}
STATES: Final = (CREATED, CHANGED, REMOVED, UNCHANGED)
SHOWN: Final = 3


def export_folder() -> None:
    """Run the module: read the chosen objects, compare them with the folder, and write the differences."""
    module = module_for(EXPORT_SPEC)
    options = module.params
    with errors_told(module):
        choice = Selection(
            read_patterns("include", options["include"]),
            read_patterns("exclude", options["exclude"]),
            options["dependencies"],
        )
        check_folder(options["dest"])
        with TemporaryDirectory(prefix="wxcc-export-") as beside:
            with closing(connect(module)) as client:
                progress = progress_writer(options["_progress"])
                found = export(client, choice, beside, options["cache_dir"], progress)
                used = effort(client)
            result = written(module, found)
        result["summary"] |= used
        module.exit_json(**result)


def written(module: AnsibleModule, found: Export) -> dict[str, Any]:
    """Write the files of an export, unless in check mode, and return the result of the module."""
    options = module.params
    files = files_of(found, options["format"])
    folder = Folder(options["dest"], files, replaced(found) if options["replace"] else found.families, found.patterns)
    if not options["replace"]:
        refuse_narrowed(options["dest"], folder.narrowed, found.patterns)
    for warning in (
        *found.warnings,
        *warnings_of(found),
        *folder.warnings,
        *twice(options["dest"], files, folder.states),
    ):
        module.warn(warning)
    states = Counter(folder.states.values())
    objects = {family: len(records) for family, records in found.records.items() if records}
    answer: dict[str, Any] = {
        "files": [{"path": path, "state": state} for path, state in sorted(folder.states.items())],
        "objects": objects,
        "incomplete": found.incomplete,
        "not_portable": found.not_portable,
        "refused": found.refused,
    }
    if module._diff:
        answer["diff"] = [*differences(folder, files, options["dest"])]
    is_changed = folder.is_changed
    if not module.check_mode:
        folder.write()
    return {
        "changed": is_changed,
        "dest": options["dest"],
        "msg": sentence(sum(objects.values()), states, is_check=module.check_mode),
        "summary": {"objects": sum(objects.values()), **{state: states[state] for state in STATES}},
        **as_one_text(answer),
    }


def replaced(found: Export) -> frozenset[str] | None:
    """Return the families whose old files go where a folder is replaced, None for all.

    The service did not show what it refuses, so these files stay.
    """
    refused = {row["type"] for row in found.refused}
    return frozenset(CATALOG) - refused if refused else None


def refuse_narrowed(dest: str, before: Patterns, now: Patterns) -> None:
    """UserError where files would lose objects that an export with other patterns wrote."""
    for family, patterns in before.items():
        plural = CATALOG[family].plural
        there = f"the {plural} of {', '.join(patterns)}" if patterns else f"all {plural}"
        lost = f"{dest}: contains {there}, and this export would replace them by those of {', '.join(now[family])}"
        raise UserError(f"{lost}. Give another dest, or set replace: true to keep in the folder only what it writes")


def files_of(found: Export, form: str) -> dict[str, File]:
    """Return the files of an export by path."""
    files: dict[str, File] = {}
    for family, records in found.records.items():
        texts = FORMATS[form](CATALOG[family], records, found.records) if records else {}
        files |= {path: File(family, text.encode()) for path, text in texts.items()}
    return files | found.files


def warnings_of(found: Export) -> Iterator[str]:
    """Say what is not in the files, and why."""
    for row in found.refused:
        yield f"{row['type']}: left out, because the service refuses the list: {row['error']}"
    odd = [row for row in found.incomplete if row.get("shown")]
    if odd:
        named = "; ".join(f"{row['type']} {row['name']}: {row['error']}" for row in odd[:SHOWN])
        more = f"; and {len(odd) - SHOWN} more" if len(odd) > SHOWN else ""
        count = "1 object has a value" if len(odd) == 1 else f"{len(odd):,} objects have values"
        yield f"{count} that wxcc_config would not take, so the files do not have it (see incomplete): {named}{more}"


def twice(dest: str, files: Mapping[str, File], states: Mapping[str, str]) -> Iterator[str]:
    """List other files in the folder that describe a family which has a file now."""
    ours = {file.family: path.split("/")[0] for path, file in files.items() if _is_read(path)}
    for name in sorted(os.listdir(dest)) if os.path.isdir(dest) else ():
        is_folder = os.path.isdir(os.path.join(dest, name))
        resource = find(name if is_folder else Path(name).stem) if is_folder or form_of(name) else None
        own = ours.get(resource.family, name) if resource else name
        if resource and own != name and states.get(name) != REMOVED:
            place = os.path.join(dest, name)
            yield f"{place}: describes {resource.plural} too, so wxcc_config would find them twice. Keep it or {own}"


def differences(folder: Folder, files: Mapping[str, File], dest: str) -> Iterator[dict[str, str]]:
    """Show what changes in files that people read."""
    for path, state in folder.states.items():
        if state != UNCHANGED and _is_read(path):
            place = os.path.join(dest, path)
            after = files[path].read().decode() if path in files else ""
            yield {"before_header": place, "after_header": place, "before": folder.before(path), "after": after}


def _is_read(path: str) -> bool:
    """Return whether a file holds records."""
    return form_of(path) is not None and not path.startswith((f"{SCHEMAS}/", f"{FOLDER}/"))


def sentence(objects: int, states: Mapping[str, int], *, is_check: bool) -> str:
    """Return the sentence: `exported 1,132 objects; files: 3 created, 21 unchanged`."""
    counted = ", ".join(f"{states[state]:,} {state}" for state in STATES if states.get(state))
    count = "1 object" if objects == 1 else f"{objects:,} objects"
    return f"{'would export' if is_check else 'exported'} {count}; files: {counted or 'none'}"
