# SPDX-License-Identifier: GPL-3.0-or-later
"""The bodies of wxcc_token and wxcc_token_info, which run on the controller only."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from ansible.errors import AnsibleActionFail
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ...module_utils.api.access.oauth import Grant, OAuth, OAuthError
from ...module_utils.api.access.tokens import Entry, TokenStoreError
from ...module_utils.blanks import without_blanks
from ...module_utils.module.options import INFO_SPEC, TOKEN_REQUIRED_BY, TOKEN_SPEC
from .. import connection
from ..access import Access, described, ending_soon, errors_as, shorter, undescribed
from ..levels import LeveledAction

LONGEST_VALIDITY_S: Final = 60 * 86400


class _Planned(Exception):
    """Check mode reached the point where a request would be sent to the identity provider."""


class StoreAction(LeveledAction):
    """An action on the token store."""

    def _options(
        self, spec: Mapping[str, Any], required_by: Mapping[str, Any], variables: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return the options of all levels, checked; other connection options may come with `module_defaults`."""
        args = self._task.args
        given = {name: value for name, value in args.items() if name in spec or name not in connection.NAMES}
        rows = [row for row in connection.TOKEN_OPTIONS if set(row) <= set(spec)]
        chosen = without_blanks(given, spec) | connection.choose(rows, *self._levels(variables))
        checked = ArgumentSpecValidator(spec, required_by=required_by).validate(chosen)
        if checked.unsupported_parameters:
            wrong, right = (", ".join(sorted(names)) for names in (checked.unsupported_parameters, spec))
            raise AnsibleActionFail(f"{self._task.action} has no option {wrong}; it has {right}")
        if checked.error_messages:
            raise AnsibleActionFail("; ".join(checked.error_messages))
        return dict(checked.validated_parameters)


class TokenAction(StoreAction):
    """Keeps the access to one organization alive."""

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        options = self._options(TOKEN_SPEC, TOKEN_REQUIRED_BY, variables)
        name, least = options["org"], options["min_validity"]
        if not name:
            raise AnsibleActionFail(
                "org: missing; give the name of the organization in the token store as the option org, the variable"
                " wxcc_org, or WXCC_ORG in the environment"
            )
        if not 0 <= least <= LONGEST_VALIDITY_S:
            raise AnsibleActionFail(f"min_validity: {least} is not between 0 and {LONGEST_VALIDITY_S} seconds")
        with errors_as(AnsibleActionFail, options):
            access = Access(options, self._loader, encrypt=options["encrypt"])
            if options["state"] == "absent":
                return {"changed": self._removed(access, name), "org": name}
            try:
                entry, changed = self._kept(access, options)
            except _Planned:
                return {"changed": True, "org": name}
        now = time.time()
        result: dict[str, Any] = {"changed": changed, **described(entry, now)}
        warnings = [] if options["validate_certs"] else ["validate_certs is false: anybody in between can read tokens"]
        if entry.last_error:
            warnings.append(f"{entry.last_error}; until {result['expires_at']} the access token is valid")
        elif too_short := shorter(entry, now, least if options["state"] == "present" else 0):
            warnings.append(too_short)
        if warnings:
            result["warnings"] = warnings
        if options["reveal"]:
            result |= {"access_token": entry.grant.access_token, "_ansible_no_log": True}
        return result

    def _removed(self, access: Access, name: str) -> bool:
        return access.store.holds(name) if self._task.check_mode else access.store.remove(name)

    def _kept(self, access: Access, options: Mapping[str, Any]) -> tuple[Entry, bool]:
        """Return the entry after the task, and whether it was written.

        The login is used only if nothing else renews the access, now or when the access token ends.
        """
        name, org_id = options["org"], options["org_id"]

        def oauth() -> OAuth:
            provider = access.oauth()
            if self._task.check_mode:
                raise _Planned
            return provider

        login = _login(options, oauth)
        is_asked = options["state"] == "refreshed"
        if login is None or not (is_asked and options["code"]):
            try:
                entry = access.read(name, org_id)
                if login is None or entry.can_be_renewed(time.time()):
                    if is_asked:
                        return access.store.refresh(name, oauth), True
                    return access.store.ensure(name, oauth, options["min_validity"])
            except (TokenStoreError, OAuthError):
                if login is None:
                    raise
        if self._task.check_mode:
            oauth()
        return access.store.fill(name, login, org_id), True


class TokenInfoAction(StoreAction):
    """Reports how long the access to every organization lasts."""

    def _outcome(self, variables: dict[str, Any]) -> dict[str, Any]:
        options = self._options(INFO_SPEC, {}, variables)
        with errors_as(AnsibleActionFail, options):
            access = Access(options, self._loader)
            names = access.store.names()
        now = time.time()
        rows = [_row(access, name, now) for name in names]
        warnings = ending_soon(rows, options["warn_days"])
        return {"changed": False, "organizations": rows} | ({"warnings": warnings} if warnings else {})


def _login(options: Mapping[str, Any], oauth: Callable[[], OAuth]) -> Callable[[], Grant] | None:
    """Return a function that makes the first tokens of an organization; None where the task has no login."""
    if options["code"]:
        return lambda: oauth().exchange_code(options["code"], options["redirect_uri"])
    if options["refresh_token"]:
        return lambda: oauth().refresh(options["refresh_token"])
    return None


def _row(access: Access, name: str, now: float) -> dict[str, Any]:
    """Describe an organization, even if its file cannot be read."""
    try:
        return described(access.store.read(name), now)
    except TokenStoreError as error:
        return undescribed(name, str(error))
