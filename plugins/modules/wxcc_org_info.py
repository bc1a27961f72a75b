#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_org_info
short_description: Show what an access can do in an organization
version_added: 0.2.0
description:
  - Reads the first page of the list of every configuration family and says which families can be read, how many objects
    each has, and which fields and words of the API this collection does not know.
  - The module only reads, with at most one request per family. A request is repeated only if the service is busy or the
    network fails. It never tests a write.
  - The result contains no secret, no id of the organization, and no name or other value of an object. You can paste it
    into an issue if the service behaves differently from the documentation of this collection.
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.reads
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
seealso:
  - module: webex.contact_center.wxcc_config
  - module: webex.contact_center.wxcc_token_info
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: See what the access to acme can do
  webex.contact_center.wxcc_org_info:
    org: acme
  register: access

- name: Show it, for an issue
  ansible.builtin.debug:
    var: access
"""

RETURN = r"""
families:
  description: One entry per family, in the order of the documentation of M(webex.contact_center.wxcc_config).
  returned: success
  type: list
  elements: dict
  contains:
    family:
      description: The family.
      type: str
      returned: always
    readable:
      description: V(yes), V(no) if the service refused the list, or V(unknown) if it gave no answer or was not asked.
      type: str
      returned: always
    writable:
      description:
        - V(yes) or V(no) by the scopes in the token store.
        - V(unknown) without a token store, and for a family that cannot be read.
      type: str
      returned: always
    objects:
      description: The number of objects.
      type: int
      returned: when the family can be read
    checked:
      description: How many objects were compared with the catalog of this collection, at most 100. Fields that the API
        leaves out of lists are not compared.
      type: int
      returned: when the family can be read
    unknown_fields:
      description:
        - Fields that the catalog does not know, each as C(field), its name in the API with dots before nested parts,
          and C(type).
        - A name that does not look like one of the API is replaced by V((not shown\)).
      type: list
      elements: dict
      returned: when the family can be read
    unknown_values:
      description: Words that the catalog does not know in a field with a fixed set of words, each as C(field) and
        C(value).
      type: list
      elements: dict
      returned: when the family can be read
    other_types:
      description: Fields with a value of another type than the catalog expects.
      type: list
      elements: str
      returned: when the family can be read
    status:
      description: The HTTP status of the refusal. With V(403) and V(412), a scope, a right or a licence is missing.
      type: int
      returned: when the family cannot be read
    error:
      description: The message of the API, without ids, addresses and telephone numbers.
      type: str
      returned: when the family cannot be read
    tracking_id:
      description: The tracking id of the request, for the support of Cisco.
      type: str
      returned: when the family cannot be read
  sample:
    - family: site
      readable: 'yes'
      writable: 'yes'
      objects: 12
      checked: 12
      unknown_fields: [{field: floorPlan, type: text}]
      unknown_values: []
      other_types: []
    - family: resource-collection
      readable: 'no'
      writable: unknown
      status: 412
      error: The organization has no licence for this feature
      tracking_id: NA_7b6a7a4e-3d2f-4f0e-8a43-5b1b0a3a1c11
scopes:
  description: The scopes in the token store. Empty if the task gives an access token.
  returned: success
  type: list
  elements: str
  sample: [cjp:config_read, cjp:config_write]
tokens:
  description:
    - The days that are left of the access token (C(access_days_left)) and of the refresh token (C(refresh_days_left)).
    - Null if the task gives an access token, or if Webex did not give the time.
  returned: success
  type: dict
  sample: {access_days_left: 0.4, refresh_days_left: 59.9}
clock_difference:
  description:
    - By how many seconds the clock of the service is ahead of the clock of the host. Negative if it is behind. V(0) if
      the answers show no difference.
    - Null if no answer had a date.
  returned: success
  type: int
  sample: 0
data_center:
  description: The data center of the requests. Null if O(api_url) is not the address of a data center.
  returned: success
  type: str
  sample: us1
msg:
  description: The result in short.
  returned: success
  type: str
  sample: "23 of 24 families can be read; refused: resource-collection; unknown fields: 1, unknown values: 0"
summary:
  description: The number of V(requests), and the V(rate_limit_seconds) spent waiting for the request budget.
  returned: success
  type: dict
  sample: {requests: 24, rate_limit_seconds: 0.0}
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.org_info import look_around


def main() -> None:
    """Look at every family."""
    look_around()


if __name__ == "__main__":
    main()
