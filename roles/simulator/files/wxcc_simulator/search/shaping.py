# SPDX-License-Identifier: GPL-3.0-or-later
"""Put the answer of a root into the shape that the document selects.

The library would work out the shape for every row, although thousands of rows have the same. Here a shape is made
once, and used for each row.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import Executor, GraphQLField, GraphQLObjectType, get_named_type, is_leaf_type, is_list_type
from graphql.execution.values import get_argument_values

Shape = Callable[[Any], Any]
TYPE_NAME = "__typename"


class RowsExecutor(Executor[Any]):
    """Calls resolvers below a root without `info`; what one of them raises is an error of the root."""

    def execute_collected_subfields(
        self,
        parent_type: GraphQLObjectType,
        source_value: Any,
        path: Any,
        grouped_field_set: Any,
        new_defer_usages: Any,
        position_context: Any,
    ) -> Any:
        """The object that a root gave, with everything below it."""
        return self._object(parent_type, grouped_field_set)(source_value)

    def _object(self, kind: GraphQLObjectType, selected: Any) -> Shape:
        parts = [(name, self._member(kind, details)) for name, details in selected.items()]
        return lambda source: {name: shape(source) for name, shape in parts}

    def _member(self, kind: GraphQLObjectType, details: Any) -> Shape:
        name = details[0].node.name.value
        if name == TYPE_NAME:
            return lambda _source: kind.name
        field = kind.fields[name]
        read = self._reader(name, field, details[0])
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            shape: Shape = inner.coerce_output_value
        else:
            shape = self._object(inner, self.collect_subfields(inner, details).grouped_field_set)
        if is_list_type(field.type):
            return lambda source: None if (found := read(source)) is None else [shape(item) for item in found]
        return lambda source: None if (found := read(source)) is None else shape(found)

    def _reader(self, name: str, field: GraphQLField, details: Any) -> Shape:
        resolve = field.resolve
        if resolve is None:
            return lambda source: source.get(name)
        values = details.fragment_variable_values
        arguments = get_argument_values(field, details.node, self.variable_values, values)
        return lambda source: resolve(source, None, **arguments)
