#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_token_info
short_description: Show how long the access to every organization lasts
version_added: 0.1.0
description:
  - Lists the organizations of the token store on the controller. The module sends no request and returns no token.
options:
  warn_days:
    description: Warn of each organization whose access ends within this number of days, or whose last refresh failed.
    type: float
    default: 14
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.reads
  - webex.contact_center.oauth.store
seealso:
  - module: webex.contact_center.wxcc_token
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Check the access to all organizations
  webex.contact_center.wxcc_token_info:
    warn_days: 20
  register: access

- name: Fail if somebody must log in soon
  ansible.builtin.assert:
    that: item.days_left is none or item.days_left > 20
  loop: "{{ access.organizations }}"
  loop_control:
    label: "{{ item.org }}"
"""

RETURN = r"""
organizations:
  description:
    - All organizations, sorted by name, each with the values that M(webex.contact_center.wxcc_token) returns for one.
    - A file that cannot be read has only C(org), and the reason as C(last_error).
  returned: success
  type: list
  elements: dict
  sample:
    - org: acme
      org_id: 3f1f5cf5-1d10-4b70-9a3c-0d5f2f2f2d4a
      scopes: [cjp:config_read, cjp:config_write]
      expires_at: '2026-11-24T17:05:14Z'
      expires_at_ms: 1795539914000
      refresh_expires_at: '2027-01-23T05:05:14Z'
      refresh_expires_at_ms: 1800680714000
      days_left: 59.9
      last_refresh: '2026-11-24T05:05:14Z'
      last_refresh_ms: 1795496714000
      last_error: ""
"""

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.webex.contact_center.plugins.module_utils.module.options import CONTROLLER, INFO_SPEC


def main() -> None:
    """Refuse to run without the action plugin, which does the work."""
    AnsibleModule(INFO_SPEC, supports_check_mode=True).fail_json(msg=CONTROLLER)


if __name__ == "__main__":
    main()
