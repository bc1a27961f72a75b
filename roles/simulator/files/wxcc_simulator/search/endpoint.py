# SPDX-License-Identifier: GPL-3.0-or-later
"""Check and run the documents of POST /search, and write the errors."""

from __future__ import annotations

from functools import cache, lru_cache, partial
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    GraphQLSchema,
    NoSchemaIntrospectionCustomRule,
    execute_sync,
    parse,
    specified_rules,
    validate,
)
from graphql.validation import ASTValidationRule, FieldsOnCorrectTypeRule, ProvidedRequiredArgumentsRule

from wxcc_simulator.search.counting.answers import Query, answer
from wxcc_simulator.search.counting.recent import Recent
from wxcc_simulator.search.counting.selection import selected
from wxcc_simulator.search.limits import MOST_TOKENS, ModestRule
from wxcc_simulator.search.records.contacts import View
from wxcc_simulator.search.records.roots import Root
from wxcc_simulator.search.schema import build
from wxcc_simulator.search.shaping import RowsExecutor
from wxcc_simulator.wire.answers import RefusedError

KEPT = 64  # documents
RECENT = Recent()
MISSING_ARGUMENT = "Missing field argument"


class _UndefinedFieldRule(FieldsOnCorrectTypeRule):
    """Writes the error of an unknown field as the service's library does."""

    def enter_field(self, node: FieldNode, _key: Any, _parent: Any, _path: Any, ancestors: list[Any]) -> None:
        kind = self.context.get_parent_type()
        if kind is None or self.context.get_field_def() is not None:
            return
        fields = [parent.name.value for parent in ancestors if isinstance(parent, FieldNode)]
        place = "/".join([*fields, node.name.value])
        words = f"Field '{node.name.value}' in type '{kind.name}' is undefined"
        self.report_error(GraphQLError(f"Validation error (FieldUndefined@[{place}]) : {words}", node))


class _MissingArgumentRule(ProvidedRequiredArgumentsRule):
    """Writes the error of a missing from or to as the service was seen to."""

    def report_error(self, error: GraphQLError) -> None:
        names = [node.name.value for node in error.nodes or () if isinstance(node, FieldNode)]
        words = f"{MISSING_ARGUMENT} of {', '.join(names)}: {error.message}" if names else error.message
        super().report_error(GraphQLError(words, error.nodes))


RULES: tuple[type[ASTValidationRule], ...] = (
    _UndefinedFieldRule,
    _MissingArgumentRule,
    NoSchemaIntrospectionCustomRule,
    *(rule for rule in specified_rules if rule not in (FieldsOnCorrectTypeRule, ProvidedRequiredArgumentsRule)),
)


def run(view: View, body: dict[str, Any], *, legs_are_known: bool) -> dict[str, Any]:
    """The answer as GraphQL has it; refusals of the service itself are raised."""
    document, problems = _read(body["query"])
    for problem in problems:
        if problem.message.startswith(MISSING_ARGUMENT):
            raise RefusedError(400, problem.message)
    if document is None:
        return {"data": None, "errors": [problem.formatted for problem in problems]}
    result = execute_sync(
        _schema(),
        document,
        context_value=partial(answer, view=view, recent=RECENT, legs_are_known=legs_are_known),
        variable_values=body.get("variables") or {},
        operation_name=body.get("operationName"),
        executor_class=RowsExecutor,
    )
    return _answered(result)


@lru_cache(KEPT)
def _read(text: str) -> tuple[DocumentNode | None, list[GraphQLError]]:
    """A document, or what is wrong with it; clients send the same ones with other variables."""
    try:
        document = parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        return None, [error]
    problems = validate(_schema(), document, [ModestRule]) or validate(_schema(), document, RULES)
    return None if problems else document, problems


def _answered(result: ExecutionResult) -> dict[str, Any]:
    for error in result.errors or ():
        if error.path is not None and error.original_error is not None:
            # A refusal, or a bug of the simulator, which must not look like an answer.
            raise error.original_error
    if result.errors:
        return {"data": result.data, "errors": [error.formatted for error in result.errors]}
    return {"data": result.data}


@cache
def _schema() -> GraphQLSchema:
    """Built with the first document, because it takes a moment."""
    return build(_resolve)


def _resolve(root: Root, info: GraphQLResolveInfo[Any], arguments: dict[str, Any]) -> Any:
    return info.context(Query(root, arguments, selected(info, root.list_name)))
