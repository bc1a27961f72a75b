#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_capture_download
short_description: Keep the recordings of tasks in a folder
version_added: 0.1.0
description:
  - Downloads recordings, up to 8 at a time, while the next ones are being asked for. What was cut off goes on where it
    ended, also after the process was killed, and a URL that expires is asked for again.
  - A manifest in the folder knows every file with its checksum. What is there and unchanged is not fetched again, what
    is missing or was changed is.
  - A recording that cannot be had stops no other. The task fails at the end, and running it again fetches the rest.
options:
  dest:
    description:
      - The folder, which is made where it is missing. Files have the mode 0600, folders that are made 0700.
      - Its folder C(.recordings) has the manifest and the files that are not complete yet.
    type: path
    required: true
  path_template:
    description:
      - The path of each file below O(dest).
      - Keys are C({date}) and C({time}) of the recording's beginning in O(timezone), C({task_id}), C({recording_id}),
        C({call_type}) (main, consult, va-main, va-consult) and C({file_name}) as the service calls it.
      - With O(from) there are also C({queue}) and C({channel}) of the task. What has no value, as the queue of a call
        that an agent dialled, is C(unknown).
      - It must keep recordings apart, by C({recording_id}), or by C({task_id}) with C({call_type}), C({time}) or
        C({file_name}). Where two have one path all the same, a mark is added to the second.
      - What the service sends can neither leave the folder nor make a name too long. A recording that was downloaded
        before stays where it is.
    type: str
    default: "{date}/{task_id}-{call_type}.wav"
  include_sensitive:
    description: Fetch recordings that are marked as sensitive too. Without this they are listed only.
    type: bool
    default: false
  manifest_only:
    description:
      - Ask nobody, and compare the files with the manifest. Where one is missing or was changed, the task fails.
      - With O(from) these are the recordings that began in the period.
    type: bool
    default: false
  retention_days:
    description:
      - Remove the files of recordings that began more days ago than this, whether or not they belong to the tasks, and
        fetch none of that age. Only files that the manifest knows, and only unchanged ones.
      - Nothing is removed where this is not given.
    type: int
  rows:
    description:
      - Which rows to return. With V(changed), only the recordings that the run changed, or would change in check
        mode, and those that failed. Counts are always of all.
      - V(changed) keeps the output of C(-v) and the memory of a large inventory small where nearly nothing changes.
        Later tasks that need the paths of all recordings need V(all).
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

- name: Fetch the recordings of two tasks with all their parts
  webex.contact_center.wxcc_capture_download:
    task_ids:
      - 39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4
      - 5f1c1f0e-39c5-4d3a-8f5c-6b8a7d0e4c11
    include_segments: true
    include_virtual_agent: true
    dest: /srv/complaint
    path_template: "{task_id}/{time}-{call_type}.wav"

- name: See that the calls of this month are as they were downloaded
  webex.contact_center.wxcc_capture_download:
    from: "2026-11-01"
    dest: /srv/recordings
    manifest_only: true
"""

RETURN = r"""
recordings:
  description:
    - The recordings, each with what became of it as C(action), in check mode with what would.
    - With O(rows=changed), those that changed or failed.
    - V(downloaded); V(replaced) where a file was missing or changed, with a C(reason); V(unchanged); V(sensitive) and
      V(expired) where it was not to be fetched; V(removed) by O(retention_days); V(failed) with an C(error).
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
  description: The ids of tasks that were asked about and have no recording.
  returned: success, and failure after the first request
  type: list
  elements: str
  sample: [5f1c1f0e-39c5-4d3a-8f5c-6b8a7d0e4c11]
gaps:
  description:
    - What the service did not tell, each with an C(error). With an empty C(entry), nothing is known about the
      task C(task_id). Otherwise C(entry) names the one recording of the task that could not be read.
    - The task fails where there is a gap, after everything else is fetched.
  returned: success, and failure after the first request
  type: list
  elements: dict
  sample: []
msg:
  description: The counts in words. In check mode what would be done; the other results have the same form in both.
  returned: success
  type: str
  sample: would download 12; 40 unchanged
summary:
  description:
    - Counts of the recordings by C(action), how many downloads went on where an earlier run was cut off (C(resumed)),
      how many bytes came, the C(requests) sent to the API, and C(rate_limit_seconds) spent waiting for the request
      budget.
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
