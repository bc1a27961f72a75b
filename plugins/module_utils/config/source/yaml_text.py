# SPDX-License-Identifier: GPL-3.0-or-later
"""YAML with the line of every key.

Built from the events of PyYAML instead of its nodes: limits act while reading, and position marks are not kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from .marks import UNSAFE
from .records import Node, Problem, SourceError, column_of, excerpt, line_of
from .tree import MAX_DEPTH, MAX_NUMBER, NUMBER_TOO_LONG, TOO_DEEP, VAULTED, Builder, Flaw

try:
    import yaml
except ImportError:
    HAS_YAML = False
else:
    HAS_YAML = True

MAX_ALIASED: Final = 500_000  # nodes; 10,000 records that merge 40 defaults each stay below
TAG: Final = "tag:yaml.org,2002:"
SCALARS: Final = {f"{TAG}{kind}": kind for kind in ("bool", "float", "int", "null", "str", "timestamp")}
UNPRINTABLE: Final = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

# What PyYAML says (libyaml and its Python twin differ), and what to do about it, there or where the construct began.
MISFIT: Final = "this does not fit what comes before it; check indentation and quotes"
WORDS: Final = (
    (
        "mapping values are not allowed",
        False,
        "no colon is expected here; check the indentation, or put quotes around text",
    ),
    ("sequence entries are not allowed", False, "a list starts on a line of its own"),
    ("tab character", False, "the indentation has a tab; use spaces"),
    ("cannot start any token", False, "a value cannot start with this sign; put quotes around it"),
    ("unexpected end of stream", True, "the quote opened here is not closed"),
    ("expected ',' or", True, "the bracket opened here is not closed, or a comma is missing inside"),
    ("could not find expected ':'", True, "no colon follows this key"),
    ("'-' indicator", False, f"{MISFIT}, or start the line with '- '"),
    ("expected key", False, MISFIT),
    ("expected <block end>", False, MISFIT),
    ("<document start>", False, MISFIT),
    ("unknown escape character", False, "this backslash sequence is unknown; write \\\\ or use single quotes"),
    ("maximum nesting depth", False, TOO_DEEP),
    ("undefined tag handle", False, "this YAML tag is not supported; remove it"),
)


def read_yaml(text: str, name: str, vaulted: Sequence[str] = ()) -> tuple[Node | None, list[Flaw]]:
    """Read YAML whose line ends are LF; None is a text without a document.

    `vaulted` are the values with the tag `!vault`, opened, in their order.
    """
    if not HAS_YAML:
        raise SourceError([Problem(name, "PyYAML is needed on the host that runs the module to read YAML")])
    try:
        reader = _Reader(text, name, vaulted)
        return reader.read(), reader.flaws
    except yaml.MarkedYAMLError as error:
        raise SourceError([_syntax(text, name, error)]) from None
    except yaml.YAMLError:
        found = UNPRINTABLE.search(text)
        where = f"{name}:{line_of(text, found.start())}:{column_of(text, found.start())}" if found else name
        raise SourceError([Problem(where, "YAML does not allow this control character; remove it")]) from None


class _Reader(Builder):
    def __init__(self, text: str, name: str, vaulted: Sequence[str]) -> None:
        super().__init__()
        self._vaulted = iter(vaulted)
        self._name = name
        self._loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
        self._next: Callable[[], Any] = self._loader.get_event
        self._anchors: dict[str, Node | None] = {}  # None: still open
        self._aliased = 0
        self._bare: dict[str, tuple[Any, str | None]] = {}  # values of texts without quotes, which often repeat

    def read(self) -> Node | None:
        self._next()
        if not self._loader.check_event(yaml.DocumentStartEvent):
            return None
        self._next()
        root = self._node(self._next(), 0)
        self._next()
        if not self._loader.check_event(yaml.StreamEndEvent):
            what = "a second YAML document starts here; keep one in a file"
            raise self._error(self._loader.peek_event(), what)
        return root

    def _node(self, event: Any, depth: int, key: Node | None = None) -> Node:
        if key:
            line, column = key.line, key.column
        else:
            mark = event.start_mark
            line, column = mark.line + 1, mark.column + 1
        kind = type(event)
        if kind is yaml.AliasEvent:
            return self._alias(event, depth, line, column)
        anchor = event.anchor
        if anchor:
            self._anchors[anchor] = None
        if kind is yaml.ScalarEvent:
            node = self._scalar(event, line, column)
        elif depth >= MAX_DEPTH:
            raise self._error(event, TOO_DEEP)
        elif kind is yaml.SequenceStartEvent:
            self._check_tag(event, "seq")
            node = Node(self._list(depth + 1), line, column)
        else:
            self._check_tag(event, "map")
            node = Node(self._mapping(depth + 1), line, column)
        if anchor:
            self._anchors[anchor] = node
        return node

    def _list(self, depth: int) -> list[Node]:
        items: list[Node] = []
        while not isinstance(event := self._next(), yaml.SequenceEndEvent):
            self.path.append(len(items))
            items.append(self._node(event, depth))
            self.path.pop()
        return items

    def _mapping(self, depth: int) -> dict[str, Node]:
        own: dict[str, Node] = {}
        merged: dict[str, Node] = {}
        while not isinstance(event := self._next(), yaml.MappingEndEvent):
            key = self._node(event, depth)
            name = key.value
            is_text = isinstance(name, str)
            if not is_text:
                self._refuse_key(key)
            self.path.append(name if is_text else "?")
            node = self._node(self._next(), depth, key)
            if name == "<<" and isinstance(event, yaml.ScalarEvent) and event.implicit[0]:
                self._merge(merged, node)
            elif is_text:
                self.put(own, name, node)
            self.path.pop()
        return {**merged, **own} if merged else own

    def _refuse_key(self, key: Node) -> None:
        if key.written is None:
            template = '; a template needs quotes: "{{ … }}"' if isinstance(key.value, dict) else ""
            self.flaw(key.line, f"a list or an object cannot be a key; keys are text{template}")
        else:
            self.flaw(key.line, f"{excerpt(key.written) or 'an empty key'}: keys are text; put quotes around it")

    def _merge(self, merged: dict[str, Node], node: Node) -> None:
        for source in node.value if isinstance(node.value, list) else [node]:
            if isinstance(source.value, dict):
                for key, value in source.value.items():
                    merged.setdefault(key, value)
            else:
                self.flaw(node.line, "merges objects, or a list of objects; nothing else")

    def _alias(self, event: Any, depth: int, line: int, column: int) -> Node:
        target = self._anchors.get(event.anchor)
        if target is None:
            problem = "is inside what it refers to" if event.anchor in self._anchors else "has no anchor above"
            raise self._error(event, f"*{excerpt(event.anchor)}: the alias {problem}")
        self._weigh(event, target, depth)
        return Node(target.value, line, column, target.written, target.is_verbatim)

    def _weigh(self, event: Any, node: Node, depth: int) -> None:
        """Count what an alias stands for, before anything is made of it."""
        self._aliased += 1
        if self._aliased > MAX_ALIASED:
            raise self._error(event, f"the aliases (*) of this file stand for more than {MAX_ALIASED} values")
        if depth > MAX_DEPTH:
            raise self._error(event, TOO_DEEP)
        for child in node.children():
            self._weigh(event, child, depth + 1)

    def _scalar(self, event: Any, line: int, column: int) -> Node:
        text: str = event.value
        tag = event.tag
        if tag is None:
            if not event.implicit[0]:
                return self.scalar(text, line, column)
            known = self._bare.get(text)
            return Node(known[0], line, column, known[1]) if known else self._bare_scalar(event, line, column)
        if tag.startswith(VAULTED) and (opened := next(self._vaulted, None)) is not None:
            return self.scalar(opened, line, column)
        if tag == UNSAFE:
            return self.scalar(text, line, column, is_verbatim=True)
        if tag == "!":
            tag = self._loader.resolve(yaml.ScalarNode, text, event.implicit)
        elif tag not in SCALARS:
            self._refuse_tag(event)
        return self._tagged(tag, text, line, column)

    def _bare_scalar(self, event: Any, line: int, column: int) -> Node:
        """Read a scalar without quotes and tag, and remember what it is unless something is wrong with it."""
        before, text = len(self.flaws), event.value
        node = self._tagged(self._loader.resolve(yaml.ScalarNode, text, event.implicit), text, line, column)
        if len(self.flaws) == before:
            self._bare[text] = node.value, node.written
        return node

    def _tagged(self, tag: str, text: str, line: int, column: int) -> Node:
        kind = SCALARS.get(tag, "str")
        if kind == "str":
            return self.scalar(text, line, column)
        if len(text) > MAX_NUMBER:
            self.flaw(line, NUMBER_TOO_LONG)
            return self.scalar(text, line, column)
        try:
            value = self._loader.yaml_constructors[tag](self._loader, yaml.ScalarNode(tag, text))
        except (ValueError, LookupError, AttributeError, OverflowError):  # what PyYAML lets through for 2024-02-31
            what = {"timestamp": "date", "bool": "boolean"}.get(kind, "number")
            self.flaw(line, f"{excerpt(text)} is not a valid {what}; put quotes around it if it is a text")
            return self.scalar(text, line, column)
        return self.scalar(value, line, column, text)

    def _check_tag(self, event: Any, kind: str) -> None:
        if event.tag not in (None, "!", f"{TAG}{kind}"):
            self._refuse_tag(event)

    def _refuse_tag(self, event: Any) -> None:
        what = "the YAML tag is not supported; remove it"
        if event.tag.startswith(VAULTED):
            what = "single vaulted values are read in files of src only; encrypt the whole file with ansible-vault"
        shown = event.tag.replace(TAG, "!!")
        self.flaw(event.start_mark.line + 1, f"{excerpt(shown)}: {what}")

    def _error(self, event: Any, what: str) -> SourceError:
        mark = event.start_mark
        return SourceError([Problem(f"{self._name}:{mark.line + 1}:{mark.column + 1}", what)])


def _syntax(text: str, name: str, error: Any) -> Problem:
    """Say a syntax error in plain words, without the excerpt of the file that PyYAML adds."""
    mark, problem = error.problem_mark or error.context_mark, error.problem
    line = "".join(text.split("\n", mark.line + 1)[mark.line : mark.line + 1])
    if line[mark.column : mark.column + 1] == "\t":
        problem = "tab character"
    for sign, at_start, words in WORDS:
        if sign in problem:
            mark = error.context_mark if at_start else mark
            return Problem(f"{name}:{mark.line + 1}:{mark.column + 1}", words)
    return Problem(f"{name}:{mark.line + 1}:{mark.column + 1}", f"no valid YAML: {problem}")
