#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_token
short_description: Keep the access to an organization alive
version_added: 0.1.0
description:
  - Keeps the tokens of an organization in the token store on the controller, under a name. Whatever takes O(org), or
    the lookup P(webex.contact_center.wxcc_token#lookup), uses them.
  - An access token is valid for 12 hours and a refresh token for 60 days. Each refresh begins both anew, so that access
    lasts for as long as this runs now and then.
options:
  org:
    description:
      - The name of the organization in the token store, 1 to 64 letters, digits, C(.), C(_) or C(-).
      - Needed, here or as the variable C(wxcc_org) or E(WXCC_ORG).
    type: str
  org_id:
    description:
      - The id of the organization, where the name must stand for this one.
      - Where the token belongs to another one, it is refused.
    type: str
  state:
    description:
      - V(present) refreshes when the access token ends within O(min_validity).
      - V(refreshed) does in any case.
      - V(absent) forgets the tokens. Those that were issued stay valid until they expire.
    type: str
    choices: [present, refreshed, absent]
    default: present
  min_validity:
    description:
      - For how many seconds the access token has to be valid.
      - Where access tokens live for less than that, a new one is obtained once, and then whenever a tenth of its life
        is over. A warning names that life.
    type: int
    default: 3600
  code:
    description:
      - The code of an administrator's login, which serves once, within ten minutes. It needs O(redirect_uri).
      - Used where the store has no tokens that can be refreshed, also where the refresh token was refused while the
        access token is still valid. With O(state=refreshed) used in their place.
      - Excludes O(refresh_token).
    type: str
  redirect_uri:
    description: The redirect URI of the login that gave O(code), as it is registered for the app.
    type: str
  refresh_token:
    description:
      - A refresh token, used where the store has no tokens that can be refreshed, also where the refresh token in the
        store was refused while the access token is still valid.
    type: str
  encrypt:
    description:
      - Encrypt with the first vault password of this run. What stands in the store already stays as it is until it is
        refreshed.
      - A store with something encrypted in it needs no such option; what is added to it is encrypted too.
    type: bool
    default: false
  reveal:
    description: Return the access token. No output shows the result then, only RV(ignore:register) has it.
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
- name: Keep what the administrator's login gave
  webex.contact_center.wxcc_token:
    org: acme
    code: "{{ code }}"
    redirect_uri: https://contact-center.example.com/callback

- name: Let the night's work begin with a token for eight hours
  webex.contact_center.wxcc_token:
    org: acme
    min_validity: 28800

- name: Begin the 60 days anew for each organization
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
  returned: success, unless O(state=absent) or in check mode something would be asked for
  type: str
  sample: 3f1f5cf5-1d10-4b70-9a3c-0d5f2f2f2d4a
scopes:
  description: What the tokens allow.
  returned: as RV(org_id)
  type: list
  elements: str
  sample: [cjp:config_read, cjp:config_write]
expires_at:
  description: When the access token ends, in UTC.
  returned: as RV(org_id)
  type: str
  sample: '2026-11-24T17:05:14Z'
expires_at_ms:
  description: The same in milliseconds since 1970.
  returned: as RV(org_id)
  type: int
  sample: 1795539914000
refresh_expires_at:
  description: When the refresh token ends, none where nobody told.
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
    - The days until an administrator has to log in again if nothing is refreshed, none where nobody told.
    - Where the refresh token was refused, the days until the access token ends.
  returned: as RV(org_id)
  type: float
  sample: 59.9
last_refresh:
  description: When tokens were asked for last.
  returned: as RV(org_id)
  type: str
  sample: '2026-11-24T05:05:14Z'
last_refresh_ms:
  description: The same in milliseconds since 1970.
  returned: as RV(org_id)
  type: int
  sample: 1795496714000
last_error:
  description: Why the last attempt failed, empty where it did not.
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
