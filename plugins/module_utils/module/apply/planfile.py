# SPDX-License-Identifier: GPL-3.0-or-later
"""The options `plan_dest` and `plan` of modules that apply a source: write a plan into files, or apply one."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...api.client import Client
from ...config.desired.reading import DesiredState
from ...config.engine import Policy, Result, apply_plan, run
from ...files import check_file, explained, replace_file
from ...mistakes import UserError

if TYPE_CHECKING:
    from ...config.review.planfile import Origin

PLAN_SPEC: Final[dict[str, Any]] = {
    "plan_dest": {"type": "path"},
    "plan": {"type": "path"},
    # From the action plugin, as JSON: `collection`, its version; `path` of the source from the playbook's folder; of
    # the file `plan` its `text` and the `type` in it; `is_second_run` of a task.
    "_plan": {"type": "str", "no_log": True},
}
MARKDOWN: Final = ".md"
ENDING: Final = ".json"


class PlanFiles:
    """Writes and applies the plan files of a task. `dest` is the file that it wrote, empty if it wrote none."""

    def __init__(self, options: Mapping[str, Any], source: Mapping[str, Any], family: str | None) -> None:
        self._handed: dict[str, Any] = json.loads(options["_plan"] or "{}")
        self._dest = Path(options["plan_dest"]) if options["plan_dest"] else None
        self._name = options["plan"]
        self._source = source
        self._contents = json.loads(options["_contents"] or "{}")
        self._family = family
        self.type: str | None = self._handed.get("type") if self._name else family or options.get("type")
        self.answer: dict[str, str] = {}
        if self._dest is None:
            return
        if self._dest.suffix != ENDING:
            raise UserError(f"plan_dest: {self._dest}: must end with {ENDING}; the Markdown is written beside it")
        check_file(self._dest, "plan_dest")
        check_file(self._dest.with_suffix(MARKDOWN), "plan_dest")

    @property
    def again(self) -> str:
        """Advice after a failure: a plan is no longer valid once a part of it is done."""
        return "Make a new plan" if self._name else "Run again"

    @property
    def is_written(self) -> bool:
        """Whether the task writes its plan into files."""
        return self._dest is not None

    def carried_out(
        self, client: Client, desired: DesiredState, policy: Policy, progress: Callable[[int, int, str], None]
    ) -> Result:
        """Carry out the plan of the file if there is one, else make a plan and carry it out."""

        def kept(result: Result) -> None:
            if self._dest is not None:
                self._write(self._dest, result, self._origin(client))

        if not self._name:
            return run(client, desired, policy, progress, kept)
        from ...config.planning.documents.document import with_source  # most runs do without a plan in a file
        from ...config.review.planfile import read

        origin = self._origin(client)
        plan = read(self._handed["text"], self._name, origin)
        others = [part.resource.family for part in plan.families if self._family not in (None, part.resource.family)]
        if others:
            raise UserError(f"{self._name}: the plan is about {', '.join(others)}. Apply it with wxcc_config")
        plan = with_source(plan, desired)
        second = bool(self._handed.get("is_second_run"))
        return apply_plan(client, plan, policy, progress, kept, is_second_run=second)

    def _place(self, where: str) -> str:
        """Return file and line of a record from the folder of the playbook, which is the same on every machine."""
        name, path = str(self._source["name"]), self._handed.get("path", "")
        return f"{path}{where.removeprefix(name)}" if path and where.startswith(name) else where

    def _origin(self, client: Client) -> Origin:
        from ...config.review.planfile import Origin, source_of

        source = source_of(self._source, self._contents, self._handed.get("path", ""), self.type)
        return Origin(self._handed.get("collection", ""), client.org_id, source)

    def _write(self, dest: Path, result: Result, origin: Origin) -> None:
        from ...config.review.markdown import as_markdown
        from ...config.review.planfile import written

        beside = dest.with_suffix(MARKDOWN)
        organization, place = origin.organization, self._place
        text = as_markdown(result.plan, result.identities, result.references, organization, dest.name, place)
        with explained(dest, "nothing was sent to the organization"):
            replace_file(beside, text.encode())
            replace_file(dest, written(result.plan, origin, result.references).encode())
        self.answer = {"plan_file": str(dest), "plan_markdown": str(beside)}
