#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_config
short_description: Make the configuration of an organization match a source
version_added: 0.1.0
description:
  - Creates, changes and deletes objects of one configuration family of Webex Contact Center, or of several at once.
  - The module applies several families in the order of their references, and deletes in reverse order. So a team may
    name a site that the same source creates.
  - A record with an C(id) stands for the object with this id. A record without an C(id) stands for the object with the
    same key, such as the C(name). An C(id) with another C(name) renames the object.
  - An option that a record does not give keeps its live value. An empty text clears it. An empty cell of a CSV file
    counts as not given, and so does an empty text for an option that cannot be cleared (C(id), C(state), required
    options).
  - "A reference is the name of the other object, such as C(site), or its id, such as C(site_id). If several objects
    have the name, give a mapping that also has the rest of their key, for a team C({name: Sales, site: Lyon}),
    or in a text or a cell C(Sales: Lyon)."
  - In a CSV file, a column can hold a part of an option. C(manually_assignable.chat) is a part of a mapping, and
    C(queue_rankings.1.rank) is a part of the first entry of a list. A cell of a whole mapping or list takes JSON, and
    a cell of a list of names, words or ids also takes them with semicolons between them.
  - O(src) may be a folder that describes a whole organization. C(site.csv), or any files in a folder C(site), contain
    sites. The same holds for every family, and all files of a family are one list. The module ignores hidden files and
    READMEs. With O(type), the module applies only the files of that family.
  - Audio and desktop layouts stand in files of their own. The option C(file) of a record gives the path of such a file
    from the folder of O(src), and always leads into the folder C(files) there, for example
    C(files/audio_file/welcome.wav). Without O(src), the module looks for that path as Ansible does for files of a role
    or playbook. Nothing in C(files) is read unless a record names it.
options:
  items:
    description:
      - Objects of the family O(type), each a mapping of its options, C(id) and C(state), which is V(present) or
        V(absent).
      - Excludes O(src) and O(objects).
    type: list
    elements: dict
  objects:
    description:
      - A mapping of families to lists of objects.
      - Excludes O(src), O(type) and O(items).
    type: dict
  purge_families:
    description:
      - The families from which O(purge) deletes, if that is not every family of the source.
      - Requires O(purge=true).
    type: list
    elements: str
    default: []
extends_documentation_fragment:
  - webex.contact_center.apply
  - webex.contact_center.attributes
  - webex.contact_center.backups
  - webex.contact_center.connection
  - webex.contact_center.families
  - webex.contact_center.flows
  - webex.contact_center.missing
  - webex.contact_center.plans
  - webex.contact_center.secrets
  - webex.contact_center.spreadsheets
  - webex.contact_center.templates
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
attributes:
  check_mode:
    support: full
    details: With O(plan_dest), check mode writes the two files of the plan. It writes nothing else.
  diff_mode:
    support: full
seealso:
  - module: webex.contact_center.wxcc_config_info
  - module: webex.contact_center.wxcc_site
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Apply everything in one file
  webex.contact_center.wxcc_config:
    src: contact-center.yml

- name: Apply everything in a folder, such as orgs/acme/site.csv and orgs/acme/team/north.yml
  webex.contact_center.wxcc_config:
    src: orgs/acme

- name: Upload audio where it differs from files/audio_file/welcome.wav beside the playbook
  webex.contact_center.wxcc_config:
    type: audio-file
    items:
      - name: welcome.wav
        description: What every caller hears first
        file: files/audio_file/welcome.wav

- name: Apply the files of another organization, without the people and the flows that exist only there
  webex.contact_center.wxcc_config:
    src: orgs/sandbox
    skip_missing: [user, flow]

- name: Apply files in which values are variables, such as "{{ support_number }}"
  webex.contact_center.wxcc_config:
    src: orgs/sandbox
    template: true

- name: Apply a folder, and keep what was there before
  webex.contact_center.wxcc_config:
    src: orgs/acme
    backup: true
  register: applied

- name: Undo it
  webex.contact_center.wxcc_config:
    src: "{{ applied.backup_dir }}"
  when: applied.backup_dir is defined

- name: Keep exactly the teams and sites of a folder, and delete nothing from other families
  webex.contact_center.wxcc_config:
    src: orgs/acme
    purge: true
    purge_families: [team, site]

- name: Apply sites and their teams in one task
  webex.contact_center.wxcc_config:
    objects:
      site:
        - name: Amsterdam
          multimedia_profile: Default_Multimedia_Profile
      team:
        - name: Support
          site: Amsterdam
        - name: Sales
          site: Amsterdam
          state: absent

- name: Plan what a folder would change, for the review of a merge request
  webex.contact_center.wxcc_config:
    src: orgs/acme
    purge: true
    max_changes: 10%
    protect: [site:HQ, user-profile:*]
    plan_dest: plan.json
  check_mode: true

- name: Apply the plan that was reviewed, and nothing else
  webex.contact_center.wxcc_config:
    plan: plan.json

- name: Keep exactly these multimedia profiles
  webex.contact_center.wxcc_config:
    type: multimedia-profile
    items:
      - name: Voice only
        blending_mode: EXCLUSIVE
        telephony: 1
        chat: 0
        email: 0
        social: 0
        manually_assignable: {telephony: 0, chat: 0, email: 0, social: 0}
    purge: true
"""

RETURN = r"""
objects:
  description:
    - Every object of the source, family by family, then the purged objects.
    - In check mode, what would happen, in the same words.
    - With O(rows=changed), only the objects that changed or failed.
  returned: success, and failure after something was written
  type: list
  elements: dict
  contains:
    type:
      description: The family.
      type: str
      returned: always
    name:
      description: The name after the run.
      type: str
      returned: always
    id:
      description: The id. Null for an object that check mode would create.
      type: str
      returned: always
    action:
      description: What happened to the object. V(skipped) if it does not exist and O(skip_missing) allows that.
      type: str
      returned: always
      sample: created
    left_out:
      description: What the record contains and this organization does not have, with the reasons.
      type: list
      elements: str
      returned: when O(skip_missing) left something out
    changes:
      description: The options that change, each with its value V(before) and V(after).
      type: dict
      returned: when a live object changes
    referenced_by:
      description: What refers to an object that is deleted, renamed or switched off, a text for each family.
      type: list
      elements: str
      returned: in check mode and with O(plan_dest), when there is any
    outcome:
      description:
        - Whether the request of a failed item was carried out.
        - V(refused) - the service answered that it did not carry out the request.
        - V(in doubt) - the request was sent and may or may not have been carried out.
        - V(not sent) - the request never reached the service, for example because it needs another item that failed.
      type: str
      returned: when O(ignore:action) is V(failed)
    warnings:
      description: What somebody else changed during the task, and options whose values the service returned
        differently.
      type: list
      elements: str
      returned: when there is any
    error:
      description: The message of the API, with its tracking id.
      type: str
      returned: when O(ignore:action) is V(failed)
plan_file:
  description: The plan as JSON.
  returned: with O(plan_dest)
  type: str
plan_markdown:
  description: The plan as Markdown.
  returned: with O(plan_dest)
  type: str
backup_dir:
  description: The folder with the objects as they were before the task.
  returned: when O(backup) wrote one
  type: str
  sample: /home/jane/play/backup/3f1f5cf5-1d10-4b70-9a3c-0d5f2f2f2d4a_2026-11-29T16-00-00Z
flow_validation:
  description: What the service finds wrong in each flow and subflow of the source.
  returned: with O(validate_flows=true), if the source has flows
  type: list
  elements: dict
  contains:
    type:
      description: V(flow) or V(subflow).
      type: str
      returned: always
    name:
      description: The name of the flow.
      type: str
      returned: always
    where:
      description: The file and line of its record.
      type: str
      returned: always
    valid:
      description: Whether the service finds no error. Null if the flow was not validated.
      type: bool
      returned: always
    error:
      description: Why the flow was not validated.
      type: str
      returned: if it was not
    findings:
      description:
        - What the service finds, each with C(severity) (V(ERROR), V(WARNING) or V(RECOMMENDATION)), C(code),
          C(message), C(activity) and C(hint).
        - C(may_be_false) is true for an error in a flow with a hand-off, which the service takes for a mistake.
      type: list
      elements: dict
      returned: always
      sample:
        - severity: ERROR
          code: FC1015
          message: the hand-off cannot be validated
          activity: HandOff
          hint: ""
          may_be_false: true
msg:
  description: The counts in words, in check mode those of what the module would do. All other results have the same
    form in both modes.
  returned: success
  type: str
  sample: would create 17, update 2; 3 unchanged
summary:
  description:
    - How many objects were V(created), V(updated), V(deleted), V(unchanged) and V(failed), and V(skipped), if any.
    - If items failed, how many of these are V(refused), V(in_doubt) and V(not_sent).
    - The number of V(requests) sent, and the V(rate_limit_seconds) spent waiting for the request budget.
  returned: success, and failure after something was written
  type: dict
  sample: {created: 3, updated: 0, deleted: 0, unchanged: 9, failed: 0, requests: 6, rate_limit_seconds: 0.0}
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.config import apply_any


def main() -> None:
    """Apply one family or several."""
    apply_any()


if __name__ == "__main__":
    main()
