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
    that the answer can be kept in a file and applied again. Applied at once, it writes nothing.
  - What the API leaves out of lists, as C(queue_rankings) of a team, costs one request an object. O(attributes) and
    O(filter) narrow that, and O(cache_dir) remembers it.
  - A warning names what could not be read, and RV(incomplete) says why.
options:
  filter:
    description: A filter in RSQL with the field names of the API, as C(name=="Amsterdam";active==true).
    type: str
  attributes:
    description:
      - Only these options of each object, beside its C(id).
      - Without options that the API leaves out of lists, as C(queue_rankings) of a team, no object is read singly.
    type: list
    elements: str
    default: []
  cache_dir:
    description:
      - A folder in which to remember what the API leaves out of lists. Objects whose C(version) and C(lastUpdatedTime)
        are the same as before are not read again.
      - The same folder and files as O(webex.contact_center.wxcc_config#module:cache_dir), which says more.
    type: path
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
    cache_dir: ~/.cache/webex_contact_center
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
incomplete:
  description:
    - Objects of which the API refused to show options that it leaves out of lists. In RV(objects) they lack these.
    - A file of such an object does not manage these options.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the object.
      type: str
      returned: always
    name:
      description: Its name.
      type: str
      returned: always
    missing:
      description: The options that are missing.
      type: list
      elements: str
      returned: always
    error:
      description: The message of the API, with its tracking id.
      type: str
      returned: always
  sample: []
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import list_any


def main() -> None:
    """List one family."""
    list_any()


if __name__ == "__main__":
    main()
