#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_legacy_info
short_description: Read contact and agent records from the legacy 1.0 API
version_added: 0.1.0
description:
  - Reads session records (CSR) and activity records (CAR) of contacts, and those of agents (ASR, AAR), by their ids, by
    an Analyzer query, or all of a period.
  - Follows contacts to the chain of their activities, and activities back to their session.
  - Records come in one shape, whatever form the answer has, with typed fields.
  - Calls are signed with the API key of a user. Neither key nor signature is in any output.
options:
  record:
    description: The type of the records.
    type: str
    required: true
    choices: [csr, car, asr, aar]
  id:
    description:
      - The ids of the records. That of a CSR is the contact session, that of a CAR
        C(session-timestamp-event) with the start of the activity in epoch milliseconds.
      - Excludes O(query), O(src), O(from) and O(to).
    type: list
    elements: str
  query:
    description:
      - An Analyzer query, as a mapping or as JSON text, or a whole Analyzer response, of which C(query) is taken. Text
        may hold it in all forms of O(src).
      - Text is sent as it stands, a mapping without white space.
    type: raw
  src:
    description:
      - A file on the controller with a saved query, or with a saved Analyzer response, of which C(query) is taken.
      - A HAR file of the browser, a percent-encoded query, a URL with C(GET_DATA) or C(q), and JSON that holds the
        query anywhere are read too, as long as they hold one query only.
    type: path
  from:
    description:
      - The beginning of the period, in the place of C(dateBegin) of the query. RFC 3339, epoch milliseconds, V(now),
        V(today), V(yesterday), or relative as V(-24h) and V(-7d). Seconds are refused.
      - Without O(query) and O(src), all records of the period are read, with the usual columns.
    type: str
  to:
    description:
      - The end of the period, in the place of C(dateEnd), written as O(from), or as V(+1d) after that. Without a query
        it is now.
    type: str
  timezone:
    description:
      - An IANA time zone for O(from), O(to) and the intervals of the query, in the place of that of the query.
      - Where neither names one, days are those of UTC.
    type: str
  follow:
    description:
      - V(activities) reads the activities of contact sessions, V(session) the sessions of activities.
      - The activities of many sessions are asked for in few queries. What these leave out, or all where the service
        takes no such query, is read activity by activity.
      - A query that is followed needs the columns C(sid) and C(cstts); without C(cstts) each session costs one request
        more.
    type: str
    choices: [activities, session]
  event_names:
    description: The states that may come next where an activity does not name its next state, as they are tried.
    type: list
    elements: str
    default: [ivr-connected, parked, connect, connected, consulting, hold, wrapup, ended]
  narrow:
    description:
      - Whether to ask again for narrower periods where an answer was cut. This needs a query that lists values, and
        among them C(sid). Where records are still missing, the task fails, with those that came.
      - With V(false) the answer is taken as it is, with a warning and RV(complete) false.
    type: bool
    default: true
  unread:
    description:
      - What happens if a record, or a chain of activities, that was asked for cannot be read.
      - With V(fail) the task fails, and its result holds everything that was read.
      - With V(warn) the task ends with a warning, and RV(complete) is false.
    type: str
    choices: [fail, warn]
    default: fail
  format:
    description:
      - The format that the service is asked for. V(csv) returns the records as one text too.
      - CSV does not tell whether it is all, so that each query costs one short request more for the number of records.
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
  - Options of the other connection, as O(ignore:access_token), may come from C(module_defaults) of the action group and
    say nothing here.
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

- name: Look at the chains that break
  ansible.builtin.debug:
    msg: "{{ item.session }} has no activity {{ item.missing }}"
  loop: "{{ contacts.chains | selectattr('end', 'equalto', 'missing') }}"
  loop_control:
    label: "{{ item.session }}"

- name: Ask what an Analyzer report asks, for the last week
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
    - The records, with the field names of the API less their type suffix (C(agentName__s) is C(agentName)), numbers and
      truth values as such, and null for a value that is empty. Beside each time in epoch milliseconds stands
      the same in RFC 3339, as C(csttsRfc3339).
    - Activities have their session as C(session). Sums and counts of a query are named as C(talkDurationSum).
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
  description: How many records the service found, as far as it told.
  returned: success, and failure after something was read
  type: int
complete:
  description:
    - Whether these are all the records that were asked for, and everything that was followed could be read.
    - Rows are counted and compared with what the service says of them. A text that may have been cut is not complete.
  returned: success, and failure after something was read
  type: bool
chains:
  description: For each session the chain of its activities.
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
        - V(ended), V(open) where the contact goes on, V(missing) where an activity was not found, V(loop) where the
          chain comes back to an activity, or V(failed) where an answer could not be had.
      type: str
      returned: always
    missing:
      description: The id of the activity that was not found, null where none is missing.
      type: str
      returned: always
    activities:
      description: The records of the activities, in order.
      type: list
      elements: dict
      returned: always
    detached:
      description: Records of activities of the session that no other activity leads to.
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
    - The records as CSV with a header, one column for each field that a record has. Without records it is the header of
      the query.
  returned: when O(format) is V(csv)
  type: str
activities_csv:
  description: The activities of all chains as CSV, after C(session), C(complete), C(end) and C(missing) of their chain.
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
