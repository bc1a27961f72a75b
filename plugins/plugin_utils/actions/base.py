# SPDX-License-Identifier: GPL-3.0-or-later
"""The controller's half of every module for an organization: files, tokens, progress, a second run after a 401."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from typing import Any, ClassVar

from ansible import constants
from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.validation import check_mutually_exclusive, check_required_by, check_required_one_of
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.utils.display import Display

from ...module_utils.api.http.identity import check_identity, check_token
from ...module_utils.blanks import is_blank
from ...module_utils.module.garbage import look_rarely
from ...module_utils.private_ansible import OwnCommandLine, file_finder, file_reader, file_sender, vault_secrets
from .. import connection, contents, orphans, packing, plans, progress
from ..access import Access, errors_as
from ..answers import merging, row_choice, telling
from ..folders import backup_options
from ..levels import LeveledAction
from ..templates import rendered, with_rendered
from . import budget
from .vaulted import opened_values


class _Arguments(dict[str, Any]):
    """Module arguments whose values ANSIBLE_DEBUG does not print."""

    def __repr__(self) -> str:
        return f"({', '.join(self)})"


class WxccAction(OwnCommandLine, LeveledAction):
    """Runs the module of the same name; subclasses say which options describe desired state."""

    inline: ClassVar[Mapping[str, str]] = {}
    """Options that hold a whole source, with their forms; a module with one of them also has `src`."""
    single: ClassVar[Sequence[str]] = ()
    """Options of a single object: its name, its id, then the others."""
    takes_folder: ClassVar[bool] = False
    """Whether `src` may be a folder with a file for each family."""
    required_by: ClassVar[Mapping[str, str]] = {}
    mutually_exclusive: ClassVar[Sequence[tuple[str, ...]]] = ()

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        try:
            result = row_choice.chosen(self._after_all_runs(variables), self._task.args.get("rows"))
        finally:
            self._loader.cleanup_all_tmp_files()  # decrypted copies of files that records name
        result.pop(merging.ROWS, None)
        if result.pop("unauthorized", False) and self._speaks_for:
            result["msg"] = f"{self._speaks_for}: {result['msg']}"
        return telling.with_message(result, is_check=bool(self._task.check_mode))

    def _after_all_runs(self, variables: dict[str, Any]) -> dict[str, Any]:
        """Run the module, and once more where its token ended and the token store gives a new one."""
        look_rarely()
        self._access: Access | None = None
        self._org = self._speaks_for = self._budget = self._budget_folder = ""
        arguments = self._module_arguments(variables)
        result = self._run_module(arguments, variables)
        if not result.get("unauthorized", False) or self._access is None:
            return result
        try:
            with errors_as(AnsibleActionFail):
                entry = self._access.after_refusal(self._org, arguments["access_token"])
        except AnsibleActionFail as error:
            why = str(error.message).removeprefix(f"{self._org}: ")
            return {**result, "msg": f"{result['msg']}; could not get a new access token: {why}"}
        del result["unauthorized"]
        arguments["access_token"] = entry.grant.access_token
        arguments |= result.get(merging.ROWS, {}).get("left", {})
        plans.for_second_run(arguments, result)
        second = self._run_module(arguments, variables)
        return merging.merged(result, second)

    def _module_arguments(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        given = {option: value for option, value in self._task.args.items() if not is_blank(value)}
        for option in given:
            if option.startswith("_"):
                raise AnsibleActionFail(f"{option}: there is no such option")
            if option in connection.CONTROLLER_ONLY:
                raise AnsibleActionFail(
                    f"{option}: is not an option of this module, because it must not leave the controller; give it as"
                    f" the variable {connection.variable(option)} or the environment variable"
                    f" {connection.environment_variable(option)}"
                )
        desired = ("src", *self.inline, *self.single) if self.inline else ()
        elsewhere = {*desired, *connection.NAMES, *connection.CONTROLLER_ONLY}
        # Blank ones too: the module checks which options exist, and treats blank ones as not given.
        arguments = {option: value for option, value in self._task.args.items() if option not in elsewhere}
        if desired:
            arguments |= self._sources(given, arguments.get("type"))
            arguments |= backup_options(given, self._loader.path_dwim)
        if self.inline and boolean(given.get("validate_only", False), strict=False):
            return arguments  # nothing is sent, so no access is needed
        return arguments | self._connection_options(variables)

    def _packed_source(self, given: Mapping[str, Any]) -> str | None:
        """Return the source of the task as one text; None where other options describe its work."""
        sources = ("src", *self.inline)
        single = [option for option in self.single if option in given]
        try:
            check_mutually_exclusive([(*sources, *single[:1]), *self.mutually_exclusive], given)
            check_required_one_of([(*sources, *self.single[:2])], given)
            check_required_by(self.required_by, given)
        except TypeError as error:
            raise AnsibleActionFail(str(error)) from None
        if "src" in given:
            return self._packed_file(given["src"], file_finder(self))
        for option, form in self.inline.items():
            if option in given:
                return packing.from_value(option, form, given[option])
        if boolean(given.get("purge", False), strict=False):
            raise AnsibleActionFail(
                "purge deletes the objects that a list leaves out:"
                f" give the list in {' or '.join(sources)}, not one object"
            )
        # An empty text clears a field of an object.
        cleared = {option: self._task.args.get(option) for option in self.single}
        return packing.from_value(
            "", "options", {option: value for option, value in cleared.items() if value is not None}
        )

    def _sources(self, given: Mapping[str, Any], family: str | None) -> dict[str, str]:
        """Return the hidden options: the source, the files that it names, and plans."""
        plan = plans.Plans(given, self._loader.get_basedir(), file_finder(self), file_reader(self._loader))
        found = plan.handed(is_local=self._connection.transport == "local")
        src, find = given.get("src"), file_finder(self)
        if "plan" in given and not any(option in given for option in ("src", *self.inline, *self.single)):
            src, find, form = plan.source()
            source: str | None = self._packed_file(src, find, form)
        else:
            source = self._packed_source(given)
        if source is None:
            return found
        named = contents.facts(source, family or plan.type, contents.placer(src, find), self._loader.get_real_file)
        return found | {"_source": source} | ({"_contents": named} if named else {})

    def _packed_file(self, src: Any, find: Callable[[str, str], str], form: str | None = None) -> str:
        source = packing.from_file(
            src,
            find,
            file_reader(self._loader),
            form,
            takes_folder=self.takes_folder,
            open_vaults=partial(opened_values, secrets=vault_secrets(self._loader)),
        )
        if not boolean(self._task.args.get("template") or False, strict=False):
            return source
        return with_rendered(source, partial(rendered, self._templar))

    def _connection_options(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        levels = self._levels(variables)
        chosen = connection.resolve(*levels)
        store = connection.choose(connection.STORE_OPTIONS, *levels)
        client_id = str(store.get("client_id", ""))
        with errors_as(AnsibleActionFail, chosen):
            if "org" in chosen:
                self._org = chosen.pop("org")
                self._access = Access(chosen | store, self._loader)
                entry = self._access.for_task(self._org, chosen.get("org_id"))
                chosen |= {"access_token": entry.grant.access_token, "org_id": entry.org_id}
                client_id = entry.grant.client_id or client_id
            org_id = check_identity(chosen.get("org_id"), check_token(chosen["access_token"]))
        self._speaks_for = self._org or f"organization {org_id}"
        self._count_with(store, *(("client", client_id) if client_id else ("token", chosen["access_token"])))
        return chosen

    def _count_with(self, store: Mapping[str, Any], kind: str, value: str) -> None:
        """Share the request budget with all tasks of the same client id, token or user."""
        self._budget, self._budget_folder = budget.key_of(kind, value), budget.folder_of(store)

    def _run_module(self, arguments: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
        with ExitStack() as stack:
            stack.enter_context(_pipelining(self._connection))
            is_local = self._connection.transport == "local"
            stack.enter_context(orphans.ended_with_parent(is_local=is_local))
            is_here = is_local and not self._connection.become
            if "_contents" in arguments and not is_here:
                moved = contents.transferred(arguments["_contents"], file_sender(self))
                arguments = {**arguments, "_contents": moved}
            arguments |= {"_budget": self._budget} if self._budget else {}
            if is_here:
                arguments |= {"_budget_folder": self._budget_folder} if self._budget_folder else {}
                title = f"{self._task.action.rpartition('.')[2]} on {variables.get('inventory_hostname')}"
                folder = constants.DEFAULT_LOCAL_TMP  # type: ignore[attr-defined]
                arguments["_progress"] = stack.enter_context(progress.watched(title, _show, folder))
            return packing.unpacked(self._execute_module(module_args=_Arguments(arguments), task_vars=variables))


def _show(line: str) -> None:
    Display().display(line, stderr=True)


@contextmanager
def _pipelining(connection: Any) -> Iterator[None]:
    """Send the module through standard input where the connection can, because a file would keep the token."""
    try:
        before = connection.get_option("pipelining")
    except KeyError:
        yield
        return
    connection.set_option("pipelining", True)
    try:
        yield
    finally:
        connection.set_option("pipelining", before)
