# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes the last part of docs/spreadsheets.md: what Control Hub calls families, and the columns of its bulk files.

Run it as `PYTHONPATH=build:roles/simulator/files:tools .venv/bin/python tools/spreadsheets.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import family_words

from ansible_collections.webex.contact_center.plugins.module_utils.config.model.catalog.table import CATALOG
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.form import ASSIGNED, Column, Form
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.hub.table import HUB_FORMS
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.lists import ListKind
from ansible_collections.webex.contact_center.plugins.module_utils.config.model.kinds.scalars import Flag
from ansible_collections.webex.contact_center.plugins.module_utils.config.planning.action import CREATE
from ansible_collections.webex.contact_center.plugins.module_utils.config.source.hub.cells import kind_at

PAGE: Final = Path(__file__).resolve().parent.parent / "docs" / "spreadsheets.md"
BEGIN: Final = "<!-- What follows is written by tools/spreadsheets.py from the catalog: run the script again. -->\n"


def main() -> None:
    """Write the part of the page that follows from the catalog."""
    PAGE.write_text(page(), encoding="utf-8")


def page() -> str:
    """Return the page with its last part written again."""
    by_hand, mark, _old = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    return by_hand + mark + "\n".join([*part(), ""])


def part() -> Iterator[str]:
    """Yield the lines of that part."""
    yield ""
    yield "## The words of both sides"
    yield ""
    yield "| Control Hub | `type` | also as `type` | module | headings seen in |"
    yield "|---|---|---|---|---|"
    for form in HUB_FORMS.values():
        resource = CATALOG[form.family]
        aliases = ", ".join(f"`{alias}`" for alias in resource.aliases if " " not in alias)
        module = f"`{resource.module.name}`" if resource.module else "`wxcc_config`"
        yield f"| {form.title} | `{form.family}` | {aliases} | {module} | {seen(form)} |"
    for form in HUB_FORMS.values():
        yield from section(form)


def seen(form: Form) -> str:
    """Say where the headings come from."""
    return f"{form.origin.what}, {form.origin.seen}{' (second-hand)' if form.origin.is_second_hand else ''}"


def section(form: Form) -> Iterator[str]:
    """Yield the lines about one file."""
    resource = CATALOG[form.family]
    yield ""
    yield f"### {form.title}"
    yield ""
    yield f"The family [{form.family}](families.md#{form.family}). A row means the object with its `{form.key}`."
    if form.entries == ASSIGNED:
        yield f"Rows that repeat the `{form.key}` give it a skill each. Skills that the file does not name stay."
    elif form.entries:
        yield f"Rows that repeat the `{form.key}` add entries to `{form.entries}`."
    yield ""
    yield "| column | option | cell | remarks |"
    yield "|---|---|---|---|"
    for column in form.columns:
        heading = " or ".join(f"`{heading}`" for heading in column.headings)
        yield f"| {heading} | {option_of(form, column)} | {cell_of(form, column)} | {remark_of(column)} |"
    defaults = dict(left_to_defaults(form))
    if defaults and CREATE not in resource.cannot and not form.cannot_create:
        yield ""
        shown = ", ".join(f"`{option}: {value}`" for option, value in defaults.items())
        yield f"The file has no column for what else a new object needs. It gets {shown}."
    if form.cannot_create:
        yield ""
        yield f"An unknown `{form.key}` is an error. {form.cannot_create}."


def option_of(form: Form, column: Column) -> str:
    """Name the option of a column."""
    assignment = CATALOG[form.family].assigned
    if assignment and column.option.startswith(f"{ASSIGNED}."):
        return ", ".join(
            f"`{option}`" for option in dict.fromkeys(option for option, _of in assignment.places.values())
        )
    known = column.option and kind_at(CATALOG[form.family], column.option)
    return f"`{column.option}`" if known else "none; the column is named in a warning, and ignored"


def cell_of(form: Form, column: Column) -> str:
    """Say what a cell takes."""
    if column.option == f"{ASSIGNED}.value":
        return "as the type of the skill asks for; of an enum, values with <code>&#124;</code> between them"
    kind = kind_at(CATALOG[form.family], column.option) if column.option else None
    if kind is None:
        return ""
    if column.words:
        return ", ".join(f"`{word}`" for word in column.words)
    if isinstance(kind, Flag):
        return "`On` or `Off`, `Yes` or `No`, `TRUE` or `FALSE`"
    if isinstance(kind, ListKind):
        return "names with <code>&#124;</code> between them"
    return family_words.words(kind).replace("](#", "](families.md#")


def remark_of(column: Column) -> str:
    """Say what else there is to know."""
    implied = [f"A filled cell also means `{option}: {value}`." for option, value in column.implies.items()]
    return " ".join([*implied, *([f"{column.remark}."] if column.remark else [])])


def left_to_defaults(form: Form) -> Iterator[tuple[str, Any]]:
    """Yield what a new object has although the file has no column for it."""
    said = {column.option.split(".")[0] for column in form.columns}
    for field in CATALOG[form.family].fields:
        if field.required and field.default is not None and field.name not in said:
            yield field.name, json.dumps(field.default).replace('"', "")


if __name__ == "__main__":
    main()
