#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_report_export
short_description: Write reporting data of an organization into a file
version_added: 0.1.0
description:
  - Writes a report of any length into a file, in constant memory, windows of the period side by side.
  - The file appears when it is whole. Until then its rows are in C(.part) beside it, and the next run of the same task
    goes on where the one before was ended, without a row twice or missing.
  - Beside it stands C(.manifest.json) with the query, the number of rows, the SHA-256 and whether the file is complete.
  - A file that holds the same query of a period that was over when it was written stays as it is, without a request.
    Relative times are the same query as long as they mean the same period, as C(yesterday) does until midnight.
options:
  from:
    required: true
  to:
    default: now
  dest:
    description:
      - The file, of which the name says what it becomes, C(.csv) or C(.jsonl), packed with C(.gz) behind it.
      - Only its owner may read it (mode 0600). Its directory has to exist.
    type: path
    required: true
  columns:
    description: The columns to write, in this order. Without them all are written.
    type: list
    elements: str
    default: []
  escape_formulas:
    description:
      - Put an apostrophe before text that a spreadsheet would run as a formula. Off, since it changes data, phone
        numbers with a plus sign among them.
    type: bool
    default: false
  force:
    description: Write the file anew even if it is up to date.
    type: bool
    default: false
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.writes_files
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
  - webex.contact_center.reporting
  - webex.contact_center.reporting.choice
  - webex.contact_center.reporting.period
seealso:
  - module: webex.contact_center.wxcc_report_facts
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Keep yesterday's contacts
  webex.contact_center.wxcc_report_export:
    report: tasks
    from: yesterday
    to: today
    timezone: America/New_York
    dest: /srv/reports/tasks.csv.gz
    columns: [id, createdTimeRfc3339, channelType, queueName, ownerName, status]

- name: Keep a quarter of agent activities
  webex.contact_center.wxcc_report_export:
    report: agent_activities
    from: "2026-07-01"
    to: "2026-10-01"
    dest: /srv/reports/activities-2026q3.jsonl.gz
  register: activities

- name: Insist on all of them
  ansible.builtin.assert:
    that: activities.manifest.complete
"""

RETURN = r"""
dest:
  description: The file.
  returned: success
  type: str
  sample: /srv/reports/tasks.csv.gz
manifest:
  description: What the file beside it with the ending C(.manifest.json) says; nothing in check mode if it would change.
  returned: success
  type: dict
  contains:
    report:
      description: Which report it is.
      type: str
      sample: tasks
    period:
      description: The period, with C(from), C(to), C(from_ms), C(to_ms) and C(timezone).
      type: dict
    query:
      description: The options that say what was asked for.
      type: dict
    columns:
      description: The columns in their order.
      type: list
      elements: str
    rows:
      description: How many rows it has.
      type: int
      sample: 61234
    bytes:
      description: How large it is.
      type: int
      sample: 1829312
    sha256:
      description: Its checksum.
      type: str
    complete:
      description: Whether it has all rows of the period.
      type: bool
      sample: true
    incomplete_because:
      description: Why not.
      type: list
      elements: str
      sample: []
    missing_fields:
      description: Columns that the source cannot fill.
      type: list
      elements: str
      sample: []
    source:
      description: Where the rows came from.
      type: str
      sample: rest
    exported_at:
      description: When the export began that wrote it.
      type: str
      sample: "2026-11-24T00:05:00Z"
so_far:
  description:
    - Whether the period goes on. An interval that has not ended yet is not in the file; C(manifest.period) says until
      when it is.
  returned: success
  type: bool
  sample: false
requests:
  description: How many requests were sent.
  returned: success
  type: int
  sample: 63
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.reporting import export_report


def main() -> None:
    """Write a report."""
    export_report()


if __name__ == "__main__":
    main()
