#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_legacy_info
short_description: Read contact and agent records from the legacy 1.0 API
version_added: 0.1.0
description:
  - Reads session records (CSR) and activity records (CAR) of contacts, and those of agents (ASR, AAR). It reads records
    by their ids, by an Analyzer query, or all records of a period.
  - Follows contacts along the chain of their activities, and activities back to their session.
  - Returns records in one form, with typed fields, whatever form the answer has.
  - Signs calls with the API key of a user. No output contains the key or the signature.
options:
  record:
    description: The type of the records.
    type: str
    required: true
    choices: [csr, car, asr, aar]
  id:
    description:
      - The ids of the records. The id of a CSR is that of the contact session. The id of a CAR is
        C(session-timestamp-event), with the start of the activity in epoch milliseconds.
      - Excludes O(query), O(src), O(from) and O(to).
    type: list
    elements: str
  query:
    description:
      - An Analyzer query, as a mapping or as JSON text, or a whole Analyzer response that contains C(query). Text may
        contain the query in all forms of O(src).
      - The module sends text unchanged, and a mapping without white space.
    type: raw
  src:
    description:
      - A file on the controller with a saved query, or with a saved Analyzer response that contains C(query).
      - The module also reads a HAR file of the browser, a percent-encoded query, a URL with C(GET_DATA) or C(q), and
        JSON that contains the query anywhere. The file must contain only one query.
    type: path
  from:
    description:
      - The beginning of the period, which replaces C(dateBegin) of the query. RFC 3339, epoch milliseconds, V(now),
        V(today), V(yesterday), or relative, such as V(-24h) and V(-7d). A time in seconds is an error.
      - Without O(query) and O(src), the module reads all records of the period, with the usual columns.
    type: str
  to:
    description:
      - The end of the period, which replaces C(dateEnd), in the forms of O(from), or such as V(+1d), which counts from
        O(from). Without a query, the default is now.
    type: str
  timezone:
    description:
      - An IANA time zone for O(from), O(to) and the intervals of the query. It replaces the time zone of the query.
      - If neither gives a time zone, days are those of UTC.
    type: str
  follow:
    description:
      - V(activities) reads the activities of contact sessions, V(session) the sessions of activities.
      - The module reads the activities of many sessions with few queries. It reads the activities that these omit one
        by one, or all of them if the service does not accept such a query.
      - To follow the result of a query, the query needs the columns C(sid) and C(cstts). Without C(cstts) each session
        costs one more request.
    type: str
    choices: [activities, session]
  event_names:
    description: The states to try, in this order, if an activity does not name its next state.
    type: list
    elements: str
    default: [ivr-connected, parked, connect, connected, consulting, hold, wrapup, ended]
  narrow:
    description:
      - Whether to read narrower periods if the service truncated an answer. This needs a query that lists values, with
        C(sid) among them. If records are still missing, the task fails and returns the records that it has read.
      - With V(false) the module returns the truncated answer, with a warning and RV(complete) false.
    type: bool
    default: true
  unread:
    description:
      - What happens if a requested record or chain of activities cannot be read.
      - With V(fail) the task fails, and its result contains everything that was read.
      - With V(warn) the task succeeds with a warning, and RV(complete) is false.
    type: str
    choices: [fail, warn]
    default: fail
  format:
    description:
      - The format to request from the service. V(csv) also returns the records as one text.
      - A CSV answer does not show whether it is complete, so each query costs one more short request, for the number of
        records.
    type: str
    choices: [json, csv]
    default: json
  _source:
    description: Not for playbooks. The query, packed by the controller.
    type: str
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.reads
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
  - webex.contact_center.legacy
notes:
  - C(module_defaults) of the action group may give options of the other connection, such as O(ignore:access_token).
    This module ignores them.
seealso:
  - plugin: webex.contact_center.wxcc_legacy_headers
    plugin_type: filter
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Read the sessions of yesterday with their activities
  webex.contact_center.wxcc_legacy_info:
    record: csr
    from: yesterday
    to: today
    timezone: America/New_York
    follow: activities
  register: contacts

- name: Show the broken chains
  ansible.builtin.debug:
    msg: "{{ item.session }} has no activity {{ item.missing }}"
  loop: "{{ contacts.chains | selectattr('end', 'equalto', 'missing') }}"
  loop_control:
    label: "{{ item.session }}"

- name: Run the query of an Analyzer report for the last week
  webex.contact_center.wxcc_legacy_info:
    record: csr
    src: analyzer.json
    from: -7d
    to: now

- name: Find the session of an activity
  webex.contact_center.wxcc_legacy_info:
    record: car
    id: 74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0-1612238769933-ivr-connected
    follow: session
"""

RETURN = r"""
records:
  description:
    - The records, with the field names of the API without their type suffix (C(agentName__s) is C(agentName)), with
      numbers and booleans as such, and with null for an empty value. Beside each time in epoch milliseconds there is
      the same time in RFC 3339, such as C(csttsRfc3339).
    - Activities have their session as C(session). Sums and counts of a query have names such as C(talkDurationSum).
  returned: success, and failure after something was read
  type: list
  elements: dict
  sample:
    - sid: 74d98c29-39b4-4e1e-81fa-0ce0ae5aebb0
      cstts: 1612238768144
      csttsRfc3339: '2021-02-02T04:06:08.144Z'
      currentState: ended
      active: false
found:
  description: How many records the service found, if it reported the number.
  returned: success, and failure after something was read
  type: int
complete:
  description:
    - Whether these are all the requested records, and everything that was followed could be read.
    - The module compares the number of rows with the number that the service reports. A text that may have been
      truncated is not complete.
  returned: success, and failure after something was read
  type: bool
chains:
  description: The chain of activities of each session.
  returned: when O(follow) is V(activities)
  type: list
  elements: dict
  contains:
    session:
      description: The id of the session.
      type: str
      returned: always
    complete:
      description: Whether the chain leads from the beginning of the contact to its end.
      type: bool
      returned: always
    end:
      description:
        - V(ended), V(open) if the contact is still going on, V(missing) if an activity was not found, V(loop) if the
          chain returns to an earlier activity, or V(failed) if an answer could not be read.
      type: str
      returned: always
    missing:
      description: The id of the activity that was not found. Null if none is missing.
      type: str
      returned: always
    activities:
      description: The records of the activities, in order.
      type: list
      elements: dict
      returned: always
    detached:
      description: Records of activities of the session to which no other activity leads.
      type: list
      elements: dict
      returned: always
    problems:
      description: What is wrong with the chain, in words, and which activities begin at the same time.
      type: list
      elements: str
      returned: always
sessions:
  description: The sessions of the activities, each once.
  returned: when O(follow) is V(session)
  type: list
  elements: dict
csv:
  description:
    - The records as CSV with a header, with one column for each field that a record has. Without records, the text is
      the header of the query.
  returned: when O(format) is V(csv)
  type: str
activities_csv:
  description: The activities of all chains as CSV. The first columns are C(session), C(complete), C(end) and C(missing)
    of the chain.
  returned: when O(format) is V(csv) and O(follow) is V(activities)
  type: str
summary:
  description: The C(requests) sent, and C(rate_limit_seconds) spent waiting for the request budget.
  returned: success, and failure after something was read
  type: dict
  sample: {requests: 9, rate_limit_seconds: 0.0}
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.legacy import legacy_info


def main() -> None:
    """Read records."""
    legacy_info()


if __name__ == "__main__":
    main()
