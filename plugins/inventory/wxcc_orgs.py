# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Organizations as hosts."""

from __future__ import annotations

DOCUMENTATION = r"""
name: wxcc_orgs
short_description: Organizations of Webex Contact Center as hosts
version_added: 0.2.0
author:
  - The webex.contact_center contributors (@webex)
description:
  - Makes a host of each organization in the token store, or of each organization in a list.
  - Tasks for these hosts run on the controller, with the Python that runs Ansible, and use the access of their
    organization.
  - Each host has the variables C(wxcc_org), C(wxcc_org_id), C(wxcc_data_center), C(wxcc_access) and
    C(wxcc_days_left), as far as they are known. C(wxcc_access) is V(current), V(ending), V(ended) or V(missing).
  - All hosts are in the group C(wxcc_orgs). Further groups are C(wxcc_access_current) and so on, and
    C(wxcc_data_center_eu1) and so on.
  - The name of the inventory file must end in C(wxcc_orgs.yml) or C(wxcc_orgs.yaml).
extends_documentation_fragment:
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: The name of this plugin.
    type: str
    required: true
    choices: [webex.contact_center.wxcc_orgs]
  organizations:
    description:
      - The organizations. Each entry is a name in the token store, or a mapping with C(name) and any of C(org),
        C(org_id) and C(data_center). Other keys become variables of the host.
      - C(org) is the name in the token store where the host has another C(name).
      - Without this option and O(src), the organizations are those of the token store.
    type: list
    elements: raw
    default: []
  src:
    description:
      - A CSV, YAML or JSON file with the organizations, in the form of O(organizations). A relative path starts from
        the folder of the inventory file.
    type: str
  data_center:
    description: The data center of organizations for which the list has none.
    type: str
    choices: [us1, eu1, eu2, anz1, ca1, jp1, sg1, in1]
  warn_days:
    description: Access that ends within so many days is V(ending).
    type: float
    default: 14
  token_store:
    description: The folder of the token store. See M(webex.contact_center.wxcc_token).
    type: path
    env:
      - name: WXCC_TOKEN_STORE
seealso:
  - module: webex.contact_center.wxcc_token_info
"""

EXAMPLES = r"""
# fleet.wxcc_orgs.yml: all organizations of the token store
plugin: webex.contact_center.wxcc_orgs
data_center: eu1

# sandbox.wxcc_orgs.yml: two organizations, and a group for each region
# plugin: webex.contact_center.wxcc_orgs
# organizations:
#   - acme
#   - {name: borealis, data_center: anz1, region: apac}
# keyed_groups:
#   - {key: region, prefix: region}
"""

import os
import sys
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable

from ..module_utils.api.http.identity import DATA_CENTERS
from ..module_utils.blanks import is_blank
from ..module_utils.config.source.parse import SourceError, decode, form_of, parse
from ..module_utils.mistakes import UserError
from ..module_utils.private_ansible import file_reader
from ..plugin_utils.access import Access, described, errors_as, undescribed

ENDINGS: Final = ("wxcc_orgs.yml", "wxcc_orgs.yaml")
GROUP: Final = "wxcc_orgs"

Organization = dict[str, Any]
"""One entry of the list: `name`, and what else it says."""


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """Makes a host of each organization."""

    NAME = "webex.contact_center.wxcc_orgs"

    def _option(self, name: str) -> Any:
        plugin: Any = self  # whose methods Ansible leaves untyped
        return plugin.get_option(name)

    def verify_file(self, path: str) -> bool:
        """Return whether a file is an inventory of this plugin."""
        base: Any = super()
        return bool(base.verify_file(path)) and path.endswith(ENDINGS)

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts and groups; AnsibleParserError, as one sentence, for what is wrong with the file."""
        base: Any = super()
        base.parse(inventory, loader, path, cache)
        base._read_config_data(path)
        with errors_as(AnsibleParserError):
            organizations = list(self._organizations(path))
            rows = self._cached_rows(path, [each["org"] for each in organizations], cache)
            inventory.add_group(GROUP)
            for organization in organizations:
                self._add(inventory, organization, rows[organization["org"]])

    def _organizations(self, path: str) -> Iterator[Organization]:
        """Yield the organizations of the list, or those of the token store."""
        listed = self._option("organizations") or []
        entries = [*self._of_file(path), *((f"organizations[{n}]", entry) for n, entry in enumerate(listed))]
        if not entries:
            entries = [("", name) for name in self._access().store.names()]
        seen: dict[str, str] = {}
        for where, entry in entries:
            organization = _checked(where, {"name": entry} if isinstance(entry, str) else entry)
            name = organization["name"]
            if name in seen:
                raise UserError(f"{where}: {name} is also defined at {seen[name]}; remove one of them")
            seen[name] = where
            yield {"org": name, "data_center": self._option("data_center"), **organization}

    def _of_file(self, path: str) -> Iterator[tuple[str, Any]]:
        """Yield the entries of the file `src`, each with its place."""
        src = self._option("src")
        if is_blank(src):
            return
        form = form_of(src)
        if form is None:
            raise UserError(f"src: {src}: the ending does not say what the file holds. Use .csv, .yml, .yaml or .json")
        plugin: Any = self
        place = os.path.join(os.path.dirname(os.path.abspath(path)), src)
        try:
            os.stat(place)
            document = parse(decode(bytes(file_reader(plugin.loader)(place)[0]), src), src, form)
        except OSError as error:
            raise UserError(f"src: {src}: cannot be read: {error.strerror}") from None
        except (AnsibleError, SourceError) as error:
            raise UserError(f"src: {error}") from None
        if document.problems or document.families:
            raise UserError(str(document.problems[0]) if document.problems else f"{src}: must be a list")
        yield from ((record.where(), record.values) for record in document.records)

    def _access(self) -> Access:
        return Access({"token_store": self._option("token_store")}, self.loader)

    def _cached_rows(self, path: str, names: list[str], cache: bool) -> dict[str, dict[str, Any]]:
        """Return what the token store says of each organization, from the cache where it may be used."""
        plugin: Any = self
        uses_cache = bool(self._option("cache"))
        key, kept = plugin.get_cache_key(path), plugin._cache if uses_cache else {}
        if cache and key in kept and set(names) <= set(kept[key]):
            return dict(kept[key])
        access, now = self._access(), time.time()
        rows = {name: _row(access, name, now) for name in names}
        kept[key] = rows
        return rows

    def _add(self, inventory: Any, organization: Organization, row: Mapping[str, Any]) -> None:
        """Add one host with its variables and groups."""
        name, own = organization["name"], {**organization, "org_id": organization.get("org_id") or row["org_id"]}
        state = _state(row, self._option("warn_days"))
        more = {key: value for key, value in own.items() if key not in ("name", "org", "org_id", "data_center")}
        variables = {
            "ansible_connection": "local",
            "ansible_python_interpreter": sys.executable,
            **{f"wxcc_{key}": own[key] for key in ("org", "org_id", "data_center")},
            "wxcc_access": state,
            "wxcc_days_left": row["days_left"],
            **more,
        }
        given = {key: value for key, value in variables.items() if not is_blank(value)}
        inventory.add_host(name, group=GROUP)
        for key, value in given.items():
            inventory.set_variable(name, key, value)
        for group in (f"wxcc_access_{state}", f"wxcc_data_center_{own['data_center']}" if own["data_center"] else ""):
            if group:
                inventory.add_group(group)
                inventory.add_child(group, name)
        plugin: Any = self
        strict = self._option("strict")
        plugin._set_composite_vars(self._option("compose"), given, name, strict=strict)
        plugin._add_host_to_composed_groups(self._option("groups"), given, name, strict=strict)
        plugin._add_host_to_keyed_groups(self._option("keyed_groups"), given, name, strict=strict)


def _checked(where: str, entry: Any) -> Organization:
    """Return an entry without blanks; UserError says what is wrong with it."""
    if not isinstance(entry, Mapping) or is_blank(entry.get("name")):
        raise UserError(f"{where}: name: missing. Give the name of the organization in the token store")
    given = {str(key): value for key, value in entry.items() if not is_blank(value)}
    for key in ("name", "org", "org_id", "data_center"):
        if key in given:
            given[key] = str(given[key]).strip()
    center = given.get("data_center")
    if center is not None and center not in DATA_CENTERS:
        raise UserError(f'{where}: data_center: "{center}" is not one of {", ".join(DATA_CENTERS)}')
    wrong = next((key for key in given if not key.isidentifier()), None)
    if wrong is not None:
        raise UserError(f'{where}: "{wrong}" cannot be the name of a variable. Use letters, digits and _')
    return given


def _row(access: Access, name: str, now: float) -> dict[str, Any]:
    """Return what the token store says of an organization, also where it says nothing."""
    try:
        return described(access.store.read(name), now)
    except UserError as error:
        return undescribed(name, str(error))


def _state(row: Mapping[str, Any], warn_days: float) -> str:
    """Name the state of the access: current, ending, ended or missing."""
    if row["expires_at"] is None:
        return "missing"
    left = row["days_left"]
    if left is None:
        return "current"
    return "ended" if left <= 0 else "ending" if left <= warn_days else "current"
