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
    and the states of agents. The busiest and the worst intervals are told in words at the top. The figures of every
    chart are in a table below.
  - The page is one file. It opens without a server or a network, on a screen of any size, in light and dark, and on
    paper. It loads nothing and holds neither token nor address.
  - The same figures give the same bytes, so a page of a period that is over changes only if the service corrects them.
options:
  dest:
    description:
      - The file. Only its owner may read it (mode 0600). Its directory has to exist.
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
      - Minutes of one interval. Half hours for two days and less, hours for more, unless given.
      - A page of more than eight days shows days, and no page more than 31.
    type: int
    choices: [15, 30, 60]
  service_level_target:
    description:
      - The share of contacts, in percent, that is to be accepted within the threshold of their queue.
      - The thresholds themselves are those of the queues.
    type: float
    default: 80
  compare:
    description:
      - What the figures are compared with, each as a signed difference with a word.
      - With V(previous) it is the period before, at the same times of the clock as many days earlier as the period has.
        With V(same_weekday) it is the same weekday before, as many whole weeks earlier as the period needs.
      - Unless given, it is V(same_weekday) for a page of two days and less, and V(none) for a longer one.
      - The other period is read like the first, so that a page takes about twice as many requests.
      - If the other period cannot be read, there is a warning, and a page that is compared with nothing.
    type: str
    choices: [previous, same_weekday, none]
  source:
    description:
      - Where the figures come from, as in M(webex.contact_center.wxcc_report_facts). The page names it.
      - With V(search) there are no states of agents over time, since that source counts a session where it began.
    type: str
    choices: [auto, rest, search]
    default: auto
  _assets:
    description: Style, script and libraries of the page, for the action plugin only.
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

- name: Show the last seven days of two queues, of which nine calls in ten are to be accepted in time
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

- name: Tell what a supervisor has to know first
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
  description: How many bytes it has.
  returned: success
  type: int
  sample: 641022
report:
  description: What the page says.
  returned: success
  type: dict
  contains:
    title:
      description: Its heading.
      type: str
      sample: Acme
    period:
      description: The period that it is about, with C(from), C(to), C(from_ms), C(to_ms) and C(timezone).
      type: dict
      sample:
        from: "2026-11-23T00:00:00Z"
        to: "2026-11-24T00:00:00Z"
        from_ms: 1795392000000
        to_ms: 1795478400000
        timezone: UTC
    period_in_words:
      description:
        - The same as the page writes it, in its time zone. A period that goes on is written as
          C(Tue 24 Nov 2026, so far, until 03:30).
      type: str
      sample: Mon 23 Nov 2026
    so_far:
      description: Whether the period goes on, so that the interval that has not ended yet is not in the figures.
      type: bool
      sample: false
    sentences:
      description: What stands at its top; nothing where there were no contacts.
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
      description: How many were accepted.
      type: int
      sample: 1414
    abandoned:
      description: How many were abandoned.
      type: int
      sample: 90
    service_level:
      description: The share of accepted contacts that were accepted in time, in percent; null if there was none.
      type: float
      sample: 94.5
    service_level_target:
      description: The target, in percent.
      type: float
      sample: 80.0
    meets_target:
      description: Whether the service level, as the page prints it, reaches the target; null without a level.
      type: bool
      sample: true
    average_wait_ms:
      description: Milliseconds in the queue; null if there was no contact.
      type: float
      sample: 12000.0
    average_handle_time_ms:
      description: Milliseconds that an accepted contact was connected; null if there was none.
      type: float
      sample: 286000.0
    agents:
      description: How many agents were signed in.
      type: int
      sample: 24
    compared_with:
      description:
        - The same figures of the period that the page is compared with, from C(offered) to C(agents), and
          C(period_in_words). Null if there is none.
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
        - How many values of the service cannot be, such as a negative wait or a share of 140 percent.
        - They are in no figure. The page marks the figures without them, and names the first few.
      type: int
      sample: 0
    source:
      description: Where the figures come from.
      type: str
      sample: the Search API, legs of queues (contacts), the REST statistics (agents)
    complete:
      description: Whether all figures of the period are there.
      type: bool
      sample: true
    incomplete_because:
      description: Why not.
      type: list
      elements: str
      sample: []
    missing_fields:
      description: Fields that the source does not give; the page says so where they would be.
      type: list
      elements: str
      sample: []
requests:
  description: How many requests were sent.
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
