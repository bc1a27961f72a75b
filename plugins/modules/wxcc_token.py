#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_token
short_description: Keep the access to an organization alive
version_added: 0.1.0
description:
  - Keeps the tokens of an organization in the token store on the controller, under a name. Every module with the option
    O(org), and the lookup P(webex.contact_center.wxcc_token#lookup), use these tokens.
  - An access token is valid for 12 hours and a refresh token for 60 days. Each refresh restarts both, so access lasts
    as long as this module runs now and then.
options:
  org:
    description:
      - The name of the organization in the token store, 1 to 64 letters, digits, C(.), C(_) or C(-).
      - Required, here or as the variable C(wxcc_org) or E(WXCC_ORG).
    type: str
  org_id:
    description:
      - The id of the organization to which the name must belong.
      - A token of another organization is an error.
    type: str
  state:
    description:
      - V(present) refreshes the tokens if the access token expires within O(min_validity).
      - V(refreshed) always refreshes the tokens.
      - V(absent) removes the tokens from the store. Tokens that were issued stay valid until they expire.
    type: str
    choices: [present, refreshed, absent]
    default: present
  min_validity:
    description:
      - For how many seconds the access token must be valid.
      - If access tokens have a shorter life than that, the module gets a new one once, and then whenever a tenth of its
        life is over. A warning shows the life of the tokens.
    type: int
    default: 3600
  code:
    description:
      - The code of an administrator's login. It works once, within ten minutes. It needs O(redirect_uri).
      - The module uses the code if the store has no tokens that can be refreshed, or if Webex refused the refresh
        token, even while the access token is still valid. With O(state=refreshed) the module uses the code instead of
        the tokens of the store.
      - Excludes O(refresh_token).
    type: str
  redirect_uri:
    description: The redirect URI of the login that returned O(code), exactly as it is registered for the app.
    type: str
  refresh_token:
    description:
      - A refresh token. The module uses it if the store has no tokens that can be refreshed, or if Webex refused the
        refresh token of the store, even while the access token is still valid.
    type: str
  encrypt:
    description:
      - Encrypt the tokens with the first vault password of this run. An entry that is already in the store stays as it
        is until it is refreshed.
      - A store with an encrypted entry does not need this option; the module also encrypts what it adds.
    type: bool
    default: false
  reveal:
    description: Return the access token. No output shows the result in this case; only RV(ignore:register) contains it.
    type: bool
    default: false
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.writes_files
  - webex.contact_center.transport
  - webex.contact_center.oauth
  - webex.contact_center.oauth.store
seealso:
  - module: webex.contact_center.wxcc_token_info
  - plugin: webex.contact_center.wxcc_token
    plugin_type: lookup
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Keep the tokens of an administrator's login
  webex.contact_center.wxcc_token:
    org: acme
    code: "{{ code }}"
    redirect_uri: https://contact-center.example.com/callback

- name: Start the nightly jobs with a token for eight hours
  webex.contact_center.wxcc_token:
    org: acme
    min_validity: 28800

- name: Restart the 60 days for each organization
  webex.contact_center.wxcc_token:
    org: "{{ item }}"
    state: refreshed
  loop: [acme, borealis]
"""

RETURN = r"""
org:
  description: The name of the organization.
  returned: success
  type: str
  sample: acme
org_id:
  description: The id of the organization.
  returned: success, except with O(state=absent), and except in check mode if the module would request tokens
  type: str
  sample: 3f1f5cf5-1d10-4b70-9a3c-0d5f2f2f2d4a
scopes:
  description: The scopes of the tokens.
  returned: as RV(org_id)
  type: list
  elements: str
  sample: [cjp:config_read, cjp:config_write]
expires_at:
  description: When the access token expires, in UTC.
  returned: as RV(org_id)
  type: str
  sample: '2026-11-24T17:05:14Z'
expires_at_ms:
  description: The same in milliseconds since 1970.
  returned: as RV(org_id)
  type: int
  sample: 1795539914000
refresh_expires_at:
  description: When the refresh token expires. Null if this is unknown.
  returned: as RV(org_id)
  type: str
  sample: '2027-01-23T05:05:14Z'
refresh_expires_at_ms:
  description: The same in milliseconds since 1970.
  returned: as RV(org_id)
  type: int
  sample: 1800680714000
days_left:
  description:
    - The number of days until an administrator must log in again if nothing is refreshed. Null if this is unknown.
    - If Webex refused the refresh token, the number of days until the access token expires.
  returned: as RV(org_id)
  type: float
  sample: 59.9
last_refresh:
  description: When the module last requested tokens.
  returned: as RV(org_id)
  type: str
  sample: '2026-11-24T05:05:14Z'
last_refresh_ms:
  description: The same in milliseconds since 1970.
  returned: as RV(org_id)
  type: int
  sample: 1795496714000
last_error:
  description: Why the last attempt failed. Empty if it did not fail.
  returned: as RV(org_id)
  type: str
  sample: ""
access_token:
  description: The access token.
  returned: with O(reveal=true), and as RV(org_id)
  type: str
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.webex.contact_center.plugins.module_utils.module.options import (
    CONTROLLER,
    TOKEN_REQUIRED_BY,
    TOKEN_SPEC,
)


def main() -> None:
    """Refuse to run without the action plugin, which does the work."""
    AnsibleModule(TOKEN_SPEC, required_by=TOKEN_REQUIRED_BY, supports_check_mode=True).fail_json(msg=CONTROLLER)


if __name__ == "__main__":
    main()
