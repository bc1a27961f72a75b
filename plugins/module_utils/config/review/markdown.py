# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan as Markdown, for the comment on a merge request: lines of at most 80 columns, a limited number of characters.

Long parts are folded. Content, such as that of a layout, is shown by size and digest. What does not fit is counted, and
is in the JSON file of the plan. Names and values are always plain text: they are in code spans, and long ones are cut.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any, Final

from ...outside import printable
from ..planning.action import CREATE, DELETE, KEEP, UPDATE, Action
from ..planning.documents.contents import Difference, Summary, difference_of
from ..planning.identities import Identities
from ..planning.plan import FamilyPlan, Plan
from .naming import full_name

Named = Mapping[Action, Sequence[str]]
"""The objects that refer to the object of an action, as a text per family."""

COLUMNS: Final = 80
LIMIT: Final = 59_000
"""Characters of a comment: GitHub takes 65,536 of them."""
SHOWN_VALUE: Final = 60
SHOWN_LINES: Final = 40
"""How many lines of a difference in content are shown."""
WIDTH: Final = 76
"""Columns of these lines, which stand four columns further in."""
SHOWN_OPEN: Final = 12
"""How many objects a part may list before it is folded."""
STEPS: Final = (100_000, 2000, 1000, 500, 250, 120, 60, 30, 15, 8, 4, 2, 1, 0)
"""How many objects a part lists: the first number with which the text is short enough."""
TITLES: Final = {DELETE: "Deleted", UPDATE: "Changed", CREATE: "Created"}
NOTES: Final = 20


@dataclass(frozen=True)
class _Known:
    """What the text needs beside the plan."""

    identities: Identities
    references: Named
    contents: Mapping[Action, Difference]
    dest: str
    place: Callable[[str], str]


def as_markdown(
    plan: Plan,
    identities: Identities,
    references: Named,
    organization: str,
    dest: str,
    place: Callable[[str], str] = str,
) -> str:
    """Return the text; `dest` is its name for the JSON file with the complete plan.

    `place` gives for the file and line of a record what people are shown, such as a path that is the same everywhere.
    """
    contents = {action: found for action in plan.actions if (found := difference_of(action))}
    known = _Known(identities, references, contents, dest, place)
    for most in STEPS:
        text = "\n".join(_lines(plan, organization, known, most)) + "\n"
        if len(text) <= LIMIT:
            break
    return text


def _lines(plan: Plan, organization: str, known: _Known, most: int) -> Iterator[str]:
    actions, dest = plan.actions, known.dest
    yield f"# Plan for the organization {_code(organization)}"
    yield ""
    yield from _wrapped(_sentence(actions))
    if any(action.kind != KEEP for action in actions):
        yield ""
        yield from _wrapped(f"The complete plan is in {_code(dest)}, the file that will be applied.")
    if plan.warnings:
        yield ""
        yield "## Warnings"
        yield ""
        for warning in plan.warnings[: min(most, NOTES)]:
            yield from _wrapped(f"- {_code(warning, 400)}", "  ")
        yield from _more(len(plan.warnings) - min(most, NOTES), dest)
    if told := [f"{_title(action, known)}: {what}" for action in actions for what in action.left_out]:
        yield ""
        yield "## Left out, because it does not exist here"
        yield ""
        for what in told[: min(most, NOTES)]:
            yield from _wrapped(f"- {_code(what, 400)}", "  ")
        yield from _more(len(told) - min(most, NOTES), dest)
    for part in plan.families:
        if any(action.kind != KEEP for action in part.actions):
            yield ""
            yield f"## {part.resource.plural.capitalize()}"
            yield from _family(part, known, most)


def _sentence(actions: Sequence[Action]) -> str:
    counts = {kind: sum(action.kind == kind for action in actions) for kind in (*TITLES, KEEP)}
    changed = [f"{counts[kind]:,} {TITLES[kind].lower()}" for kind in (CREATE, UPDATE, DELETE) if counts[kind]]
    return f"**{', '.join(changed) or 'Nothing changes'}**; {counts[KEEP]:,} unchanged."


def _title(action: Action, known: _Known) -> str:
    where = f"{known.place(action.where)}: " if action.where else ""
    return f"{where}{action.resource.label} {action.old_name}"


def _family(part: FamilyPlan, known: _Known, most: int) -> Iterator[str]:
    for kind, title in TITLES.items():
        actions = [action for action in part.actions if action.kind == kind]
        if not actions:
            continue
        shown = actions[: most * 4 if kind == DELETE else most]  # nothing brings a deleted object back
        lines = [line for action in shown for line in _entry(action, known, min(most, SHOWN_LINES))]
        heading = f"{title}: {len(actions):,}"
        yield ""
        if len(lines) > SHOWN_OPEN and kind != DELETE:
            yield f"<details><summary>{heading}</summary>"
            yield ""
            yield from lines
            yield from _more(len(actions) - len(shown), known.dest)
            yield ""
            yield "</details>"
        else:
            yield f"**{heading}**"
            yield ""
            yield from lines
            yield from _more(len(actions) - len(shown), known.dest)


def _more(count: int, dest: str) -> Iterator[str]:
    if count > 0:
        yield from _wrapped(f"- and {count:,} more, see {_code(dest)}", "  ")


def _entry(action: Action, known: _Known, most_lines: int) -> Iterator[str]:
    """Write one object: its name and the place of its record, its changes, and what refers to it.

    At most `most_lines` lines of content, such as that of a layout, are shown, folded.
    """
    content = known.contents.get(action)
    where = f" — {_code(known.place(action.where))}" if action.where else ""
    yield from _wrapped(f"- {_code(full_name(action, known.identities))}{where}", "  ")
    if action.kind == UPDATE:
        for option, change in action.changes.items():
            if content and option == content.option:
                yield from _content(content, most_lines)
            else:
                yield from _change(option, change)
    elif action.kind == CREATE:
        values = {name: change["after"] for name, change in action.changes.items() if name not in action.resource.key}
        for option, value in values.items():
            if content and option == content.option:
                yield from _content(content, 0)
            elif value is not None:
                yield from _assigned(option, _value(value))
    for text in known.references.get(action, ()):
        yield from _wrapped(f"  - referred to by {_code(text, 400)}", "    ")


def _change(option: str, change: Mapping[str, Any]) -> Iterator[str]:
    before, after = _value(change["before"]), _value(change["after"])
    line = f"  - {option}: {before} → {after}"
    if len(line) <= COLUMNS:
        yield line
    else:
        yield f"  - {option}:"
        yield f"    {before}"
        yield f"    → {after}"


def _content(content: Difference, most: int) -> Iterator[str]:
    """Write what changes of content: its file, size and digest on both sides, and the lines that differ, folded."""
    yield from _wrapped(f"  - {content.option}:{f' {_code(content.file)}' if content.file else ''}", "    ")
    if content.before:
        yield f"    {_side(content.before)}"
    if content.after:
        yield f"    {'→ ' if content.before else ''}{_side(content.after)}"
    if not content.lines:
        return
    count = f"Lines added: {content.added:,}, removed: {content.removed:,}"
    shown = [f"{printable(line).replace(chr(10), ' ')}" for line in content.lines[:most]]
    if not shown:
        yield f"    {count}"
        return
    fence = "`" * max(3, 1 + max(len(run) for line in shown for run in re.findall("`*", line)))
    yield ""
    yield f"    <details><summary>{count}</summary>"
    yield ""
    yield f"    {fence}diff"
    yield from (f"    {line if len(line) <= WIDTH else f'{line[: WIDTH - 1]}…'}" for line in shown)
    if len(content.lines) > len(shown):
        yield f"    … and {len(content.lines) - len(shown):,} more lines"
    yield f"    {fence}"
    yield ""
    yield "    </details>"
    yield ""


def _side(summary: Summary) -> str:
    return f"{summary.size:,} bytes, SHA-256 {_code(f'{summary.sha256[:16]}…')}"


def _assigned(option: str, value: str) -> Iterator[str]:
    line = f"  - {option}: {value}"
    if len(line) <= COLUMNS:
        yield line
    else:
        yield f"  - {option}:"
        yield f"    {value}"


def _value(value: Any) -> str:
    return "(none)" if value is None else _code(json.dumps(value, ensure_ascii=False))


def _code(text: str, most: int = SHOWN_VALUE) -> str:
    """Write a text as a code span, cut in its middle if it is long; backticks inside do not end it."""
    text = " ".join(printable(text).split()) or " "
    if len(text) > most:
        half = (most - 1) // 2
        text = f"{text[:half]}…{text[-half:]}"
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _wrapped(line: str, indent: str = "") -> list[str]:
    """Break a line at blanks; a blank inside of a code span may be a line end as well."""
    head = len(line) - len(line.lstrip())
    wrapped = wrap(
        line.lstrip(), COLUMNS - head, subsequent_indent=indent[head:], break_long_words=False, break_on_hyphens=False
    )
    return [" " * head + part for part in wrapped] or [line]
