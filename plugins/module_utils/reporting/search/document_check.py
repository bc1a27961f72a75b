# SPDX-License-Identifier: GPL-3.0-or-later
"""Check that a user's own GraphQL document can be read to the end of its period; all problems in one message."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...mistakes import UserError
from .graphql_document import Document, DocumentError, Field, Token, read_document

PAGE_INFO: Final = "pageInfo { hasNextPage endCursor }"
CURSOR: Final = "{cursor: $cursor}"
PAGINATION: Final = "$pagination"
DEEP: Final = 6
"""How deep to look for a pageInfo in a wrong place; the one of activities is 3 deep."""
TYPES: Final = {"from": "Long!", "to": "Long!", "cursor": "String", "pagination": "Pagination"}
"""Variables whose values come from the task, with their types."""


def check_document(text: str, variables: Mapping[str, Any]) -> None:
    """Raise UserError with all problems and with the first lines that the document needs."""
    try:
        document = read_document(text)
        if not list(document.fields(document.selection)):
            raise DocumentError(f"{document.token.place}: selects only a fragment that does not exist")
    except DocumentError as error:
        raise UserError(f"search: document: {error}") from None
    problems = list(_problems(document, variables))
    if not problems:
        return
    head = "\n".join(f"    {line}" for line in _head(document).splitlines())
    lines = "\n".join(f"  {problem}" for problem in problems)
    raise UserError(
        f"search: document: not all rows could be read with it:\n{lines}\n"
        f"  Replace everything up to the first list of records by:\n{head}"
    )


def root_of(text: str) -> Field:
    """Return the single root field of a checked document, which names the record type."""
    document = read_document(text)
    return next(document.fields(document.selection))


def has_cursor(root: Field) -> bool:
    """Return whether a document has a variable for the cursor, rather than one for the whole pagination."""
    return "pagination" in root.arguments and root.arguments["pagination"].text == CURSOR


def _problems(document: Document, variables: Mapping[str, Any]) -> Iterator[str]:
    if document.kind != "query":
        yield _at(document.token, f"a {document.kind} can change data; write a query")
    roots = list(document.fields(document.selection))
    yield from (_at(field.token, f"{field.key} is a second query; use one query per task") for field in roots[1:])
    yield from _about_root(document, roots[0])
    yield from _about_variables(document, variables)


def _about_root(document: Document, root: Field) -> Iterator[str]:
    for name in ("from", "to"):
        value = root.arguments.get(name)
        if value is None:
            yield _at(root.token, f"{root.key} needs the argument {name}: ${name}, which is the period of the task")
        elif value.text != f"${name}":
            yield _at(value.token, f"{name}: must be ${name}, which is the period of the task")
    pagination = root.arguments.get("pagination")
    if pagination is None:
        yield _at(root.token, f"{root.key} needs pagination: {CURSOR}; without it, only the first page would be read")
    elif pagination.text not in (CURSOR, PAGINATION):
        yield _at(
            pagination.token, f"pagination: must be {CURSOR} or {PAGINATION}; otherwise not all pages could be read"
        )
    below = list(document.fields(root.selection))
    lists = [field for field in below if field.selection and field.name != "pageInfo"]
    if not lists:
        yield _at(root.token, f"{root.key} must select a list of records, such as tasks {{ id }}")
    yield from (_at(field.token, f"{field.key} is a second list of records; select only one") for field in lists[1:])
    yield from _about_page_info(document, root, below, lists[0].key if lists else "the list of records")


def _about_page_info(document: Document, root: Field, below: list[Field], beside: str) -> Iterator[str]:
    infos = [field for field in below if field.name == field.key == "pageInfo"]
    selected = {inner.key for info in infos for inner in document.fields(info.selection) if inner.key == inner.name}
    missing = [name for name in ("hasNextPage", "endCursor") if name not in selected]
    if not infos:
        inside = next((field for field in _deep(document, below) if field.name == "pageInfo"), None)
        elsewhere = f" (the one at {inside.token.place} belongs to another list)" if inside else ""
        hint = "add it, it says whether there are more rows"
        yield _at(root.token, f"{PAGE_INFO} is missing beside {beside}{elsewhere}; {hint}")
    elif missing:
        yield _at(infos[0].token, f"pageInfo must also select {' and '.join(missing)}")


def _deep(document: Document, fields: list[Field], depth: int = 0) -> Iterator[Field]:
    for field in fields:
        yield field
        if depth < DEEP:
            yield from _deep(document, list(document.fields(field.selection)), depth + 1)


def _about_variables(document: Document, variables: Mapping[str, Any]) -> Iterator[str]:
    for name, token in document.uses.items():
        if name not in document.declared:
            kind = TYPES.get(name)
            yield _at(token, f"${name} is not declared" + (f"; declare ${name}: {kind}" if kind else ""))
    for name, declared in document.declared.items():
        if name in TYPES:
            if declared.text.partition(" = ")[0].rstrip("!") != TYPES[name].rstrip("!"):
                yield _at(declared.token, f"${name} must be of the type {TYPES[name]}, not {declared.text}")
            elif name in ("cursor", "pagination") and declared.text.endswith("!"):
                yield _at(
                    declared.token, f"${name} must be a {TYPES[name]} without !, because it is null for the first page"
                )
        elif declared.text.endswith("!") and variables.get(name) is None:
            yield _at(declared.token, f"${name}: {declared.text} needs a value; set it in variables")
    for name in variables:
        if name in TYPES:
            yield f"variables: {name} comes from the task; remove it"
        elif name not in document.declared:
            yield f"variables: {name} is not declared in the document"


def _at(token: Token, text: str) -> str:
    return f"{token.place}: {text}"


def _head(document: Document) -> str:
    """Write the first lines that the document needs, and keep in them what else the user's required lines have."""
    root = next(document.fields(document.selection))
    written = root.arguments.get("pagination")
    pagination = written.text if written and written.text in (CURSOR, PAGINATION) else CURSOR
    required = {"from": "$from", "to": "$to", "pagination": pagination}
    arguments = {name: value.text for name, value in root.arguments.items() if name not in required}
    task_variables = ("from", "to", "pagination" if pagination == PAGINATION else "cursor")
    declared = {name: TYPES[name] for name in task_variables}
    declared |= {name: value.text for name, value in document.declared.items() if name not in TYPES}
    types = ", ".join(f"${name}: {kind}" for name, kind in declared.items())
    given_arguments = ", ".join(f"{name}: {text}" for name, text in {**required, **arguments}.items())
    alias = "" if root.key == root.name else f"{root.key}: "
    name = f" {document.name}" if document.name else ""
    return f"query{name} ({types}) {{\n  {alias}{root.name}({given_arguments}) {{\n    {PAGE_INFO}"
