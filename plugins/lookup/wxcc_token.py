# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
"""Access tokens in expressions."""

from __future__ import annotations

DOCUMENTATION = r"""
name: wxcc_token
short_description: Give a valid access token of an organization
version_added: 0.1.0
author:
  - The webex.contact_center contributors (@webex)
description:
  - Gives the access token of an organization from the token store. If the token expires soon, the lookup refreshes it
    first.
  - If the token is valid for long enough, the lookup only reads one file.
options:
  _terms:
    description: The names of organizations in the token store.
    type: list
    elements: str
    required: true
  min_validity:
    description:
      - For how many seconds the access token must be valid.
      - If the identity provider issues tokens with a shorter life, the lookup returns such a token.
    type: int
    default: 600
    vars:
      - name: wxcc_min_validity
    env:
      - name: WXCC_MIN_VALIDITY
    ini:
      - section: webex_contact_center
        key: min_validity
  token_store:
    description:
      - The folder of the token store. The default is C(webex_contact_center/tokens) below E(XDG_STATE_HOME) or
        C(~/.local/state).
    type: path
    vars:
      - name: wxcc_token_store
    env:
      - name: WXCC_TOKEN_STORE
    ini:
      - section: webex_contact_center
        key: token_store
  client_id:
    description: The client id of the registered app. Needed only to refresh.
    type: str
    vars:
      - name: wxcc_client_id
    env:
      - name: WXCC_CLIENT_ID
    ini:
      - section: webex_contact_center
        key: client_id
  client_secret:
    description: The client secret of the registered app. Needed only to refresh.
    type: str
    vars:
      - name: wxcc_client_secret
    env:
      - name: WXCC_CLIENT_SECRET
    ini:
      - section: webex_contact_center
        key: client_secret
  auth_url:
    description: The identity provider.
    type: str
    default: https://webexapis.com
    vars:
      - name: wxcc_auth_url
    env:
      - name: WXCC_AUTH_URL
    ini:
      - section: webex_contact_center
        key: auth_url
  timeout:
    description: Seconds to wait for a connection and for an answer.
    type: float
    default: 30
    vars:
      - name: wxcc_timeout
    env:
      - name: WXCC_TIMEOUT
  retry_timeout:
    description: For how many seconds a refresh is repeated if the identity provider is busy or the network fails.
    type: float
    default: 900
    vars:
      - name: wxcc_retry_timeout
    env:
      - name: WXCC_RETRY_TIMEOUT
  validate_certs:
    description: Whether to verify the certificate of the identity provider.
    type: bool
    default: true
    vars:
      - name: wxcc_validate_certs
    env:
      - name: WXCC_VALIDATE_CERTS
  ca_path:
    description: A file with certificates of authorities to trust, instead of those of the system.
    type: path
    vars:
      - name: wxcc_ca_path
    env:
      - name: WXCC_CA_PATH
seealso:
  - module: webex.contact_center.wxcc_token
"""

EXAMPLES = r"""
- name: Call an API that has no module
  ansible.builtin.uri:
    url: https://webexapis.com/v1/people/me
    headers:
      Authorization: "Bearer {{ lookup('webex.contact_center.wxcc_token', 'acme') }}"

- name: Check that all organizations have a token for the next hour
  ansible.builtin.assert:
    that: query('webex.contact_center.wxcc_token', 'acme', 'borealis', min_validity=3600) | length == 2
"""

RETURN = r"""
_raw:
  description: An access token for each name.
  type: list
  elements: str
"""

import os
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleError, AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display

from ..module_utils.api.http.errors import WxccError
from ..module_utils.blanks import is_blank
from ..module_utils.mistakes import sentences
from ..plugin_utils.access import Access, errors_as, shorter
from ..plugin_utils.connection import environment_variable, variable


class LookupModule(LookupBase):
    """One access token for each term."""

    def run(self, terms: list[Any], variables: dict[str, Any] | None = None, **options: Any) -> list[str]:
        """Return the tokens; AnsibleLookupError, as one sentence, for the first organization that has none."""
        with sentences(AnsibleLookupError, WxccError, passed=(AnsibleError,)):
            return self._tokens(terms, variables, options)

    def _tokens(self, terms: list[Any], variables: dict[str, Any] | None, options: dict[str, Any]) -> list[str]:
        plugin: Any = self  # whose methods Ansible leaves untyped
        known = {variable(option) for option in plugin.option_definitions}
        given = plugin._templar.template({name: value for name, value in (variables or {}).items() if name in known})
        with _without_blank_environment(map(environment_variable, plugin.option_definitions)):
            plugin.set_options(var_options=_not_blank(given), direct=_not_blank(options))
        with errors_as(AnsibleLookupError, plugin.get_options()):
            access = Access(plugin.get_options(), plugin._loader)
            validity = plugin.get_option("min_validity")
            entries = [access.store.ensure(str(term), access.oauth, validity)[0] for term in terms]
        for too_short in filter(None, (shorter(entry, time.time(), validity) for entry in entries)):
            Display().warning(too_short)
        return [entry.grant.access_token for entry in entries]


@contextmanager
def _without_blank_environment(names: Iterable[str]) -> Iterator[None]:
    """Hide blank variables from Ansible, which would turn a blank path into the working folder."""
    blank = {name: os.environ.pop(name) for name in names if is_blank(os.environ.get(name, "given"))}
    try:
        yield
    finally:
        os.environ.update(blank)


def _not_blank(options: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if not is_blank(value)}
