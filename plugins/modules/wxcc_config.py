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
  - Several families are applied in the order of their references, and deleted in reverse, so that a team may name a
    site that the same source creates.
  - An object is found by its C(id) if you give it, else by its key, such as C(name). An C(id) with another C(name)
    renames the object.
  - What a record leaves out keeps its live value; an empty text clears it. An empty cell of a CSV file, and an
    empty text for what cannot be cleared (C(id), C(state), required options), mean not given.
  - "A reference takes the name of the other object, as C(site), or its id, as C(site_id). Where several objects have
    the name, it takes a mapping with the rest of their key too, for a team C({name: Sales, site: Lyon})."
  - O(src) may be a folder that describes a whole organization. C(site.csv), or any files in a folder C(site), hold
    sites; so it is for every family, and all files of a family are one list. Hidden files and READMEs are left alone.
    A folder C(files) is for content and holds no objects. With O(type), only the files of that family are applied.
options:
  items:
    description:
      - Objects of the family O(type), each a mapping of its options, C(id) and C(state), V(present) or V(absent).
      - Excludes O(src) and O(objects).
    type: list
    elements: dict
  objects:
    description:
      - A mapping of families to lists of objects.
      - Excludes O(src), O(type) and O(items).
    type: dict
extends_documentation_fragment:
  - webex.contact_center.apply
  - webex.contact_center.attributes
  - webex.contact_center.connection
  - webex.contact_center.families
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
attributes:
  diff_mode:
    support: full
seealso:
  - module: webex.contact_center.wxcc_config_info
  - module: webex.contact_center.wxcc_site
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Everything that one file describes
  webex.contact_center.wxcc_config:
    src: contact-center.yml

- name: Everything that a folder describes, such as orgs/acme/site.csv and orgs/acme/team/north.yml
  webex.contact_center.wxcc_config:
    src: orgs/acme

- name: Sites and their teams, in one task
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

- name: Exactly these multimedia profiles
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
    - Every object of the source, family by family, then the purged ones.
    - In check mode what would happen, in the same words.
    - With O(rows=changed), those that changed or failed.
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
      description: The id; none for an object that check mode would create.
      type: str
      returned: always
    action:
      description: What happened to the object.
      type: str
      returned: always
      sample: created
    changes:
      description: The options that change, each with its value V(before) and V(after).
      type: dict
      returned: when a live object changes
    outcome:
      description:
        - What is known of a failed item.
        - V(refused) - the service answered that it did not do it.
        - V(in doubt) - it was sent and may or may not have been carried out.
        - V(not sent) - it never reached the service, for example since it needs another item that failed.
      type: str
      returned: when O(ignore:action) is V(failed)
    warnings:
      description: What somebody else changed during the task, and options that came back otherwise than they were sent.
      type: list
      elements: str
      returned: when there is any
    error:
      description: The message of the API, with its tracking id.
      type: str
      returned: when O(ignore:action) is V(failed)
msg:
  description: The counts in words. In check mode what would be done; the other results have the same form in both.
  returned: success
  type: str
  sample: would create 17, update 2; 3 unchanged
summary:
  description:
    - How many objects were V(created), V(updated), V(deleted), V(unchanged) and V(failed).
    - Where items failed, how many of these were V(refused), how many are V(in_doubt), and how many were V(not_sent).
    - V(requests) sent, and V(rate_limit_seconds) spent waiting for the request budget.
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
