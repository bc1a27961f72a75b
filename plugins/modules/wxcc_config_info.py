#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_config_info
short_description: List configuration objects of an organization
version_added: 0.1.0
description:
  - Lists the objects of one configuration family in the form of M(webex.contact_center.wxcc_config), with names instead
    of ids, so that you can keep the result in a file and apply it again. If you apply it at once, it writes nothing.
  - An option that is not in the lists of the API, such as C(queue_rankings) of a team, costs one request per object.
    O(attributes) and O(filter) reduce these requests, and O(cache_dir) stores the answers.
  - A warning names what could not be read, and RV(incomplete) gives the reason.
options:
  filter:
    description: A filter in RSQL with the field names of the API, such as C(name=="Amsterdam";active==true).
    type: str
  attributes:
    description:
      - Only these options of each object, in addition to its C(id).
      - If all of these options are in the lists of the API, which C(queue_rankings) of a team is not, the module reads
        no single objects.
    type: list
    elements: str
    default: []
  cache_dir:
    description:
      - A folder in which to store the options that are not in the lists of the API. The module does not read an object
        again if its C(version) and C(lastUpdatedTime) are unchanged.
      - The folder and files are those of O(webex.contact_center.wxcc_config#module:cache_dir). See there for details.
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
- name: List the active sites
  webex.contact_center.wxcc_config_info:
    type: site
    filter: active==true
    attributes: [name, multimedia_profile]
  register: active

- name: List all teams
  webex.contact_center.wxcc_config_info:
    type: team
    cache_dir: ~/.cache/webex_contact_center
  register: teams

- name: Write the teams to a file for Git
  ansible.builtin.copy:
    content: "{{ {'team': teams.objects} | to_nice_yaml }}"
    dest: teams.yml
    mode: "0644"
"""

RETURN = r"""
objects:
  description:
    - The objects, each with its C(id) and the options that have a value.
    - Objects of the system have C(system_default), which is true.
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
    - Objects with options that are not in the lists of the API and that the API refused to show. RV(objects) lacks
      these options.
    - A file that you make of such an object does not manage these options.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: The id of the object.
      type: str
      returned: always
    name:
      description: The name of the object.
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
