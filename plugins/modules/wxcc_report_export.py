#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_report_export
short_description: Write reporting data of an organization into a file
version_added: 0.1.0
description:
  - Writes a report of any length into a file, in constant memory. It reads several windows of the period in parallel.
  - The file appears when it is complete. Until then its rows are in a file with the extension C(.part) beside it. After
    an interruption, the next run of the same task continues there. No row is missing or occurs twice.
  - A file with the extension C(.manifest.json) beside it contains the query, the number of rows, the SHA-256 and
    whether the file is complete.
  - The module leaves a file unchanged, and sends no request, if it contains the same query of a period that was over
    when it was written. Relative times are the same query as long as they mean the same period, as C(yesterday) does
    until midnight.
options:
  from:
    required: true
  to:
    default: now
  dest:
    description:
      - The file. Its extension sets the format, C(.csv) or C(.jsonl). A following C(.gz) compresses it.
      - Only its owner may read it (mode 0600). Its directory must exist.
    type: path
    required: true
  columns:
    description: The columns to write, in this order. The default is all columns.
    type: list
    elements: str
    default: []
  escape_formulas:
    description:
      - Put an apostrophe before text that a spreadsheet would run as a formula. This is off by default because it
        changes data, such as phone numbers with a plus sign.
    type: bool
    default: false
  force:
    description: Write the file again even if it is up to date.
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

- name: Fail if rows are missing
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
  description: The content of the file with the extension C(.manifest.json). Empty in check mode if that file would
    change.
  returned: success
  type: dict
  contains:
    report:
      description: The name of the report.
      type: str
      sample: tasks
    period:
      description: The period, with C(from), C(to), C(from_ms), C(to_ms) and C(timezone).
      type: dict
    query:
      description: The options that select the rows.
      type: dict
    columns:
      description: The columns in their order.
      type: list
      elements: str
    rows:
      description: The number of rows in the file.
      type: int
      sample: 61234
    bytes:
      description: The size of the file.
      type: int
      sample: 1829312
    sha256:
      description: The checksum of the file.
      type: str
    complete:
      description: Whether the file has all rows of the period.
      type: bool
      sample: true
    incomplete_because:
      description: The reasons why rows are missing.
      type: list
      elements: str
      sample: []
    missing_fields:
      description: Columns that the source does not have.
      type: list
      elements: str
      sample: []
    source:
      description: Where the rows came from.
      type: str
      sample: rest
    exported_at:
      description: When the export that wrote the file began.
      type: str
      sample: "2026-11-24T00:05:00Z"
so_far:
  description:
    - Whether the period is still going on. The file does not contain an interval that has not ended yet.
      C(manifest.period) says where the rows end.
  returned: success
  type: bool
  sample: false
requests:
  description: The number of requests sent.
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
