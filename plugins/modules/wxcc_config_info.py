#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_config_info
short_description: List configuration objects of an organization
version_added: 0.1.0
description:
  - Lists the objects of one configuration family in the words of M(webex.contact_center.wxcc_config), names for ids, so
    that the answer can be kept in a file and applied again.
  - What the API leaves out of lists, as C(queue_rankings) of a team, is missing unless O(attributes) names it. A
    warning says which options these are.
options:
  filter:
    description: A filter in RSQL with the field names of the API, as C(name=="Amsterdam";active==true).
    type: str
  attributes:
    description:
      - Only these options of each object, beside its C(id).
      - Naming one that the API leaves out of lists, as C(queue_rankings) of a team, costs one request an object.
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.reads
  - webex.contact_center.connection
  - webex.contact_center.families.listed
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
seealso:
  - module: webex.contact_center.wxcc_config
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Look at the active sites
  webex.contact_center.wxcc_config_info:
    type: site
    filter: active==true
    attributes: [name, multimedia_profile]
  register: active

- name: Read all teams
  webex.contact_center.wxcc_config_info:
    type: team
  register: teams

- name: Keep them in Git
  ansible.builtin.copy:
    content: "{{ {'team': teams.objects} | to_nice_yaml }}"
    dest: teams.yml
    mode: "0644"
"""

RETURN = r"""
objects:
  description:
    - The objects, each with its C(id) and the options that have a value.
    - C(system_default) is there, and true, on objects of the system.
  returned: success
  type: list
  elements: dict
  sample:
    - id: 93912f11-6017-404b-bf14-5331890b1797
      name: Amsterdam
      active: true
      multimedia_profile: Default_Multimedia_Profile
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import list_any


def main() -> None:
    """List one family."""
    list_any()


if __name__ == "__main__":
    main()
