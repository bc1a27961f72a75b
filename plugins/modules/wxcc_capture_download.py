#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_capture_download
short_description: Keep the recordings of tasks in a folder
version_added: 0.1.0
description:
  - Downloads recordings, up to 8 at a time, while it requests the list of the next ones. An interrupted download
    continues where it stopped, even after the process was killed. If a URL expires, the module requests a new one.
  - A manifest in the folder lists every file with its checksum. The module downloads a file that is missing or was
    changed, and does not download an unchanged file again.
  - A recording that cannot be downloaded stops no other. The task fails at the end, and running it again downloads the
    rest.
options:
  dest:
    description:
      - The folder. The module creates it if it is missing. Files have the mode 0600, created folders 0700.
      - Its subfolder C(.recordings) contains the manifest and the incomplete files.
    type: path
    required: true
  path_template:
    description:
      - The path of each file below O(dest).
      - Keys are C({date}) and C({time}) of the beginning of the recording in O(timezone), C({task_id}),
        C({recording_id}), C({call_type}) (main, consult, va-main, va-consult) and C({file_name}) as the service reports
        it.
      - With O(from) there are also C({queue}) and C({channel}) of the task. A key without a value, such as the queue of
        a call that an agent dialled, becomes C(unknown).
      - The template must keep recordings apart, with C({recording_id}), or with C({task_id}) and one of C({call_type}),
        C({time}) and C({file_name}). If two recordings still get the same path, the module adds a mark to the second.
      - No value from the service can lead out of the folder or make a name too long. A recording that was downloaded
        before keeps its path.
    type: str
    default: "{date}/{task_id}-{call_type}.wav"
  include_sensitive:
    description: Also download recordings that are marked as sensitive. Otherwise the module only lists them.
    type: bool
    default: false
  manifest_only:
    description:
      - Send no request, and compare the files with the manifest. If a file is missing or was changed, the task fails.
      - With O(from) the module compares only the recordings that began in the period.
    type: bool
    default: false
  retention_days:
    description:
      - Remove the files of recordings that began more days ago than this, whether or not they belong to the tasks, and
        download no recordings of that age. The module removes only unchanged files that are in the manifest.
      - If this option is not given, nothing is removed.
    type: int
  rows:
    description:
      - Which rows to return. V(changed) returns only the recordings that failed, and those that the run changed or, in
        check mode, would change. The counts always cover all recordings.
      - V(changed) keeps the output of C(-v) short, and saves memory for a large inventory in which almost nothing
        changes. Use V(all) if later tasks need the paths of all recordings.
    type: str
    choices: [all, changed]
    default: all
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.writes_files
  - webex.contact_center.captures
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
  - webex.contact_center.reporting.period
seealso:
  - module: webex.contact_center.wxcc_capture_info
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: Keep yesterday's calls, a folder for each queue
  webex.contact_center.wxcc_capture_download:
    from: yesterday
    to: today
    timezone: Europe/Berlin
    dest: /srv/recordings
    path_template: "{date}/{queue}/{task_id}-{call_type}.wav"
  register: kept

- name: Download the recordings of two tasks with all their segments
  webex.contact_center.wxcc_capture_download:
    task_ids:
      - 39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4
      - 5f1c1f0e-39c5-4d3a-8f5c-6b8a7d0e4c11
    include_segments: true
    include_virtual_agent: true
    dest: /srv/complaint
    path_template: "{task_id}/{time}-{call_type}.wav"

- name: Check that the calls of this month are unchanged since their download
  webex.contact_center.wxcc_capture_download:
    from: "2026-11-01"
    dest: /srv/recordings
    manifest_only: true
"""

RETURN = r"""
recordings:
  description:
    - The recordings. C(action) says what happened to each, or in check mode what would happen.
    - With O(rows=changed), only those that changed or failed.
    - V(downloaded); V(replaced) if the file was missing or changed, with a C(reason); V(unchanged); V(sensitive) or
      V(expired) if the options exclude the recording; V(removed) by O(retention_days); V(failed) with an C(error).
  returned: success, and failure after the first request
  type: list
  elements: dict
  sample:
    - task_id: 39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4
      recording_id: 1cf3b0f2-55f8-4f3a-b4d4-1f6f7f3f1a20
      call_type: main
      segment: false
      sensitive: false
      start_time: '2026-11-24T08:00:12.250Z'
      start_ms: 1795507212250
      path: 2026-11-24/39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4-main.wav
      action: downloaded
      bytes: 1662044
      resumed: false
      sha256: 3fe0d9f4a1bb9e9a6b52c07d2f5e5dd9fd7c9b5a4e0fd6d3ab9b4c11f9d6e2ab
tasks_without_recording:
  description: The ids of tasks that the module requested and that have no recording.
  returned: success, and failure after the first request
  type: list
  elements: str
  sample: [5f1c1f0e-39c5-4d3a-8f5c-6b8a7d0e4c11]
gaps:
  description:
    - What the service did not report, each with an C(error). If C(entry) is empty, the whole task C(task_id) is
      missing. Otherwise C(entry) names the one recording of the task that could not be read.
    - If there is a gap, the task fails after it has downloaded everything else.
  returned: success, and failure after the first request
  type: list
  elements: dict
  sample: []
msg:
  description: The counts in words, in check mode those of what the module would do. All other results have the same
    form in both modes.
  returned: success
  type: str
  sample: would download 12; 40 unchanged
summary:
  description:
    - Counts of the recordings by C(action), the number of downloads that continued an earlier, interrupted download
      (C(resumed)), the number of bytes received, the C(requests) sent to the API, and C(rate_limit_seconds) spent
      waiting for the request budget.
  returned: success, and failure after the first request
  type: dict
  sample:
    downloaded: 1
    replaced: 0
    unchanged: 0
    sensitive: 0
    expired: 0
    removed: 0
    failed: 0
    resumed: 0
    bytes_received: 1662044
    requests: 1
    rate_limit_seconds: 0.0
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.captures import keep_recordings


def main() -> None:
    """Keep recordings."""
    keep_recordings()


if __name__ == "__main__":
    main()
