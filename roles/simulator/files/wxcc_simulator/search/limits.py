# SPDX-License-Identifier: GPL-3.0-or-later
"""Limits of documents: far above the needs of clients, but no single document can keep the simulator busy."""

from __future__ import annotations

from collections import Counter
from typing import Any

from graphql import FieldNode, GraphQLError, SelectionSetNode
from graphql.validation import ValidationContext, ValidationRule

MOST_TOKENS = 15_000
MOST_ROOTS = 10
MOST_REPETITIONS = 10


class ModestRule(ValidationRule):
    """Refuses many roots, and one field many times, which the rule of overlapping fields would compare in pairs."""

    def __init__(self, context: ValidationContext) -> None:
        super().__init__(context)
        self._roots = 0

    def enter_field(self, node: FieldNode, *_place: Any) -> None:
        """Count the roots of all operations and fragments."""
        if self.context.get_parent_type() is not self.context.schema.query_type:
            return
        self._roots += 1
        if self._roots == MOST_ROOTS + 1:
            self.report_error(GraphQLError(f"a document has at most {MOST_ROOTS} queries", node))

    def enter_selection_set(self, node: SelectionSetNode, *_place: Any) -> None:
        """Count what a selection names more than once."""
        names = Counter((field.alias or field.name).value for field in node.selections if isinstance(field, FieldNode))
        name, times = next(iter(names.most_common(1)), ("", 0))
        if times > MOST_REPETITIONS:
            self.report_error(GraphQLError(f"{name} is selected {times} times, at most {MOST_REPETITIONS} do", node))
