#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_config_export
short_description: Export the configuration of an organization into a folder
version_added: 0.2.0
description:
  - Writes the live objects of an organization into a folder of files that M(webex.contact_center.wxcc_config) takes as
    its O(webex.contact_center.wxcc_config#module:src). If you apply the folder at once, nothing is written.
  - The files contain names instead of ids, so that you can apply them to another organization. They do not contain
    secrets, empty values, defaults, or fields that the service fills. An option that is not in a file keeps its live
    value when you apply the file.
  - The same organization always gives the same bytes, so that Git shows only what somebody changed.
  - Objects of the system have C(system_default), which is true. M(webex.contact_center.wxcc_config) never purges them.
  - The module changes only files that differ. It removes a file only if it wrote it and nobody edited it since. The
    hidden file C(.wxcc_files.json) records which files these are; keep it with the others.
  - Each file is written whole or not at all. If an export is killed, the folder contains C(.wxcc_unfinished), and
    M(webex.contact_center.wxcc_config) refuses the folder until the next export completes it.
options:
  dest:
    description:
      - The folder, on the host that runs the module. The module creates it if necessary.
      - Only their owner can read the files (mode 0600).
    type: path
    required: true
  format:
    description:
      - V(yaml) and V(csv) set the format of all files. V(auto) is CSV for families of which each option fits into one
        cell, such as sites and users, and YAML for the others.
      - "If a value does not fit into a CSV file, such as a text with C({{), the file of its family is YAML."
      - In CSV files, an apostrophe stands before a cell that begins with C(=), C(+), C(-) or C(@), so that spreadsheets
        do not run it. M(webex.contact_center.wxcc_config) reads it without the apostrophe.
      - V(control_hub) writes the bulk files of Control Hub for families that have one, and other families like V(auto).
        Options that such a file has no column for are missing in it.
      - V(matrix) writes skill profiles and users with a row for each profile or person and a column for each skill, and
        other families like V(auto). The skills of persons are their dynamic skills.
      - In YAML files, C(!unsafe) stands before a text that looks like a template, so that Ansible does not render it.
    type: str
    choices: [auto, yaml, csv, control_hub, matrix]
    default: auto
  include:
    description:
      - Export only objects that match one of these patterns. A pattern is C(family:glob), such as V(site:*) or
        V(team:Lyon/*). The default is all objects.
      - "The glob is compared with the portable name of an object: its name, or what identifies it beside the name, a
        slash, and its name. For a team this is the site and the name, C(Lyon/Billing). C(*) also matches a slash, and
        C(*) as the family matches all families. Upper and lower case are different."
      - Files of families that no pattern names stay as they are. If the folder contains objects of a family that an
        export with other patterns wrote, the module refuses to replace them by a part of this family. See O(replace).
    type: list
    elements: str
    default: []
  exclude:
    description: Do not export objects that match one of these patterns, even if O(include) matches them or others refer
      to them.
    type: list
    elements: str
    default: []
  dependencies:
    description:
      - Also export the objects that the chosen objects refer to, directly or through others.
      - What the file of a flow names counts too, such as queues, audio files and other flows.
    type: bool
    default: false
  replace:
    description:
      - Keep in the folder only what this export writes. The module also removes the files of families that no pattern
        names, and replaces files with objects that this export does not choose.
      - As always, it removes a file only if it wrote it and nobody edited it since.
    type: bool
    default: false
  cache_dir:
    description:
      - A folder in which to store the options that are not in the lists of the API. The module does not read an object
        again if its C(version) and C(lastUpdatedTime) are unchanged.
      - The folder and files are those of O(webex.contact_center.wxcc_config#module:cache_dir). See there for details.
    type: path
attributes:
  diff_mode:
    support: full
    details: The diff shows the files as they are and as they will be.
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
seealso:
  - module: webex.contact_center.wxcc_config
  - module: webex.contact_center.wxcc_config_info
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Export the whole organization
  webex.contact_center.wxcc_config_export:
    dest: orgs/acme

- name: Export the teams of one site, with all that they refer to
  webex.contact_center.wxcc_config_export:
    dest: lyon
    include: ["team:Lyon/*"]
    dependencies: true

- name: Export everything but the users, as spreadsheets
  webex.contact_center.wxcc_config_export:
    dest: orgs/acme
    exclude: ["user:*"]
    format: csv
"""

RETURN = r"""
dest:
  description: The folder.
  returned: success
  type: str
  sample: orgs/acme
files:
  description: The files, also those that were removed.
  returned: success
  type: list
  elements: dict
  contains:
    path:
      description: The path inside the folder.
      type: str
      returned: always
    state:
      description: V(created), V(changed), V(unchanged) or V(removed).
      type: str
      returned: always
  sample:
    - path: site.csv
      state: changed
objects:
  description: The number of exported objects of each family that has any.
  returned: success
  type: dict
  sample:
    site: 12
    team: 60
incomplete:
  description:
    - Objects of which the files do not have everything, because the API refused to show it or because
      M(webex.contact_center.wxcc_config) would not take the value.
    - A file does not manage the options that are missing.
  returned: success
  type: list
  elements: dict
  contains:
    type:
      description: The family.
      type: str
      returned: always
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
    shown:
      description: Whether the API shows the options, and M(webex.contact_center.wxcc_config) would not take them.
      type: bool
      returned: always
    error:
      description: The reason.
      type: str
      returned: always
  sample: []
not_portable:
  description: Objects with options that contain ids. These ids mean nothing in another organization.
  returned: success
  type: list
  elements: dict
  contains:
    type:
      description: The family.
      type: str
      returned: always
    name:
      description: The portable name of the object.
      type: str
      returned: always
    options:
      description: The options with ids. C(id) is among them if no name identifies the object.
      type: list
      elements: str
      returned: always
  sample:
    - type: entry-point
      name: Line Billing
      options: [asset_id]
refused:
  description: Families that this access may not read, each with C(type) and C(error). Their files stay as they are.
  returned: success
  type: list
  elements: dict
  sample: []
summary:
  description: The number of objects, files by state, requests, and seconds in which the task waited because of the
    request limit.
  returned: success
  type: dict
  sample:
    objects: 1132
    created: 0
    changed: 1
    removed: 0
    unchanged: 24
    requests: 179
    rate_limit_seconds: 0.0
msg:
  description: The same in words.
  returned: success
  type: str
  sample: "exported 1,132 objects; files: 1 changed, 24 unchanged"
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.organization.export import export_folder


def main() -> None:
    """Export an organization."""
    export_folder()


if __name__ == "__main__":
    main()
