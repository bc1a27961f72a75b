#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_report_page
short_description: Show a period of a contact center on one HTML page
version_added: 0.1.0
description:
  - Writes a page for supervisors, with contacts by interval, queue and channel, service level, waiting and handling,
    and the states of agents. Sentences at the top describe the busiest and the worst intervals. Tables below contain
    the figures of every chart.
  - The page is one file. It needs neither a server nor a network. It works on a screen of any size, in light and dark,
    and on paper. It loads nothing and contains neither a token nor an address.
  - The same figures give the same bytes, so the page of a period that is over changes only if the service corrects the
    figures.
options:
  dest:
    description:
      - The file. Only its owner may read it (mode 0600). Its directory must exist.
    type: path
    required: true
  title:
    description: The heading of the page, such as the name of the organization.
    type: str
    default: Webex Contact Center
  from:
    default: yesterday
  to:
    default: today
  interval:
    description:
      - The minutes of one interval. The default is half hours for a period of at most two days, and hours for a longer
        period.
      - A page of more than eight days shows days. A page covers at most 31 days.
    type: int
    choices: [15, 30, 60]
  service_level_target:
    description:
      - The percentage of contacts that must be accepted within the threshold of their queue.
      - The thresholds are settings of the queues.
    type: float
    default: 80
  compare:
    description:
      - The period to compare with. Each figure shows a signed difference with a word.
      - V(previous) is the period before, which has the same times of the clock and begins as many days earlier as the
        period has. V(same_weekday) is the same weekday before, as many whole weeks earlier as the period needs.
      - The default is V(same_weekday) for a page of at most two days, and V(none) for a longer page.
      - The module reads the other period like the first, so a page with a comparison takes about twice as many
        requests.
      - If the module cannot read the other period, it warns, and the page has no comparison.
    type: str
    choices: [previous, same_weekday, none]
  source:
    description:
      - Where the figures come from, as in M(webex.contact_center.wxcc_report_facts). The page names the source.
      - With V(search) there are no states of agents over time, because that source counts a session where it began.
    type: str
    choices: [auto, rest, search]
    default: auto
  _assets:
    description: Not for playbooks. Style, script and libraries of the page, which the action plugin adds.
    type: str
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.writes_files
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
  - webex.contact_center.reporting.choice
  - webex.contact_center.reporting.period
seealso:
  - module: webex.contact_center.wxcc_report_export
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Show yesterday
  webex.contact_center.wxcc_report_page:
    dest: /srv/reports/yesterday.html
    title: Acme
    timezone: Europe/Berlin

- name: Show the last seven days of two queues, with a target of nine calls in ten accepted in time
  webex.contact_center.wxcc_report_page:
    dest: /srv/reports/sales.html
    title: Acme, sales
    from: -7d
    to: now
    timezone: America/New_York
    channel_types: [telephony]
    queues: [Sales, Renewals]
    service_level_target: 90
  register: sales

- name: Print what a supervisor must know first
  ansible.builtin.debug:
    msg: "{{ sales.report.sentences }}"
"""

RETURN = r"""
dest:
  description: The file.
  returned: success
  type: str
  sample: /srv/reports/yesterday.html
size:
  description: The size of the file in bytes.
  returned: success
  type: int
  sample: 641022
report:
  description: The content of the page.
  returned: success
  type: dict
  contains:
    title:
      description: The heading of the page.
      type: str
      sample: Acme
    period:
      description: The period of the page, with C(from), C(to), C(from_ms), C(to_ms) and C(timezone).
      type: dict
      sample:
        from: "2026-11-23T00:00:00Z"
        to: "2026-11-24T00:00:00Z"
        from_ms: 1795392000000
        to_ms: 1795478400000
        timezone: UTC
    period_in_words:
      description:
        - The period as the page writes it, in the time zone of the page. A period that is still going on is written as
          C(Tue 24 Nov 2026, so far, until 03:30).
      type: str
      sample: Mon 23 Nov 2026
    so_far:
      description: Whether the period is still going on. The figures do not contain an interval that has not ended yet.
      type: bool
      sample: false
    sentences:
      description: The sentences at the top of the page. Empty if there were no contacts.
      type: list
      elements: str
      sample:
        - "Contacts: 1,500 offered, 1,414 accepted, 90 abandoned. Service level: 94.5%, which meets the target of 80%."
        - "Busiest from 12:00 to 12:30: 117 contacts offered, 103 accepted."
    offered:
      description: How many times contacts were offered to agents.
      type: int
      sample: 1500
    accepted:
      description: How many contacts were accepted.
      type: int
      sample: 1414
    abandoned:
      description: How many contacts were abandoned.
      type: int
      sample: 90
    service_level:
      description: The percentage of accepted contacts that were accepted in time. Null if no contact was accepted.
      type: float
      sample: 94.5
    service_level_target:
      description: The target, in percent.
      type: float
      sample: 80.0
    meets_target:
      description: Whether the service level, as the page prints it, meets the target. Null without a service level.
      type: bool
      sample: true
    average_wait_ms:
      description: The average time in the queue, in milliseconds. Null if there was no contact.
      type: float
      sample: 12000.0
    average_handle_time_ms:
      description: The average time that an accepted contact was connected, in milliseconds. Null if there was none.
      type: float
      sample: 286000.0
    agents:
      description: How many agents were signed in.
      type: int
      sample: 24
    compared_with:
      description:
        - The same figures of the period that the page is compared with, from C(offered) to C(agents), and
          C(period_in_words). Null if the page has no comparison.
      type: dict
      sample:
        period_in_words: Mon 16 Nov 2026
        offered: 1380
        accepted: 1310
        abandoned: 75
        service_level: 96.8
        average_wait_ms: 11000.0
        average_handle_time_ms: 281000.0
        agents: 23
    values_left_out:
      description:
        - How many values of the service are impossible, such as a negative wait or a share of 140 percent.
        - No figure contains them. The page marks the figures that omit such values, and lists the first few values.
      type: int
      sample: 0
    source:
      description: Where the figures come from.
      type: str
      sample: the Search API, legs of queues (contacts), the REST statistics (agents)
    complete:
      description: Whether the page has all figures of the period.
      type: bool
      sample: true
    incomplete_because:
      description: The reasons why figures are missing.
      type: list
      elements: str
      sample: []
    missing_fields:
      description: Fields that the source does not have. The page says so in their place.
      type: list
      elements: str
      sample: []
requests:
  description: The number of requests sent.
  returned: success
  type: int
  sample: 6
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.page import make_page


def main() -> None:
    """Write a page."""
    make_page()


if __name__ == "__main__":
    main()
