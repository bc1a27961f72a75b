#!/usr/bin/python
# SPDX-License-Identifier: GPL-3.0-or-later
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)

from __future__ import annotations

DOCUMENTATION = r"""
module: wxcc_capture_info
short_description: List the recordings and transcriptions of tasks
version_added: 0.1.0
description:
  - Lists the recordings and transcriptions of tasks. A request covers ten tasks, and several requests run at a time.
  - To keep the recordings, use M(webex.contact_center.wxcc_capture_download), which needs no URL from this module.
options:
  reveal:
    description:
      - Return the signed URLs as C(file_path). Anyone who has such a URL can listen to the recording until the URL
        expires, without a login.
      - No output shows the result in this case; only RV(ignore:register) contains it.
    type: bool
    default: false
  _scramble_key:
    description: Not for playbooks. A key with which the URLs are passed to the controller unseen.
    type: str
extends_documentation_fragment:
  - webex.contact_center.attributes
  - webex.contact_center.attributes.reads
  - webex.contact_center.captures
  - webex.contact_center.connection
  - webex.contact_center.transport
  - webex.contact_center.transport.budget
  - webex.contact_center.reporting.period
seealso:
  - module: webex.contact_center.wxcc_capture_download
author:
  - The webex.contact_center contributors (@webex)
"""

EXAMPLES = r"""
- name: See what was recorded today in the queue Sales
  webex.contact_center.wxcc_capture_info:
    from: today
    queues: [Sales]
  register: today

- name: Get the URLs of two tasks for another program
  webex.contact_center.wxcc_capture_info:
    task_ids:
      - 39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4
      - 5f1c1f0e-39c5-4d3a-8f5c-6b8a7d0e4c11
    url_expiration: 5
    reveal: true
  register: revealed
"""

RETURN = r"""
recordings:
  description:
    - The recordings, in the order of the tasks and then of time. Each time is given as text in O(timezone) and in
      milliseconds since 1970.
    - With O(reveal=true) each has C(file_path), the signed URL, unless there are RV(gaps).
  returned: success, and failure after the last request
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
      stop_time: '2026-11-24T08:03:40.000Z'
      stop_ms: 1795507420000
      file_name: recording-1.wav
      participants: ['+141****0182', 8f8e9a52-7bbd-4f2a-9a5a-7a4b1a2f7f10]
      channel1: Caller
      channel2: Agent
transcriptions:
  description: The transcriptions, with the same kinds of fields.
  returned: success, and failure after the last request
  type: list
  elements: dict
  sample:
    - task_id: 39a8dfab-fe9f-4e35-9f5c-2b21a1a5fae4
      transcription_id: cfg-1
      source: recording
      provider: CISCO
      language: en-US
      file_name: voiceTranscript.json
      start_time: '2026-11-24T08:00:12.250Z'
      start_ms: 1795507212250
      create_time: '2026-11-24T08:03:41.000Z'
      create_ms: 1795507421000
tasks_without_recording:
  description:
    - The ids of tasks that the module requested and that have no recording. The service does not distinguish a task
      that does not exist from a task that was not recorded.
  returned: success, and failure after the last request
  type: list
  elements: str
  sample: [5f1c1f0e-39c5-4d3a-8f5c-6b8a7d0e4c11]
gaps:
  description:
    - What the service did not report, each with an C(error). If C(entry) is empty, the whole task C(task_id) is
      missing. Otherwise C(entry) names the one recording or transcription of the task that could not be read.
    - If there is a gap, the task fails and returns everything else.
  returned: success, and failure after the last request
  type: list
  elements: dict
  sample: []
summary:
  description: The number of tasks requested, the number of their recordings, the requests sent, and the seconds spent
    waiting for the request budget.
  returned: success, and failure after the last request
  type: dict
  sample: {tasks: 2, recordings: 1, requests: 1, rate_limit_seconds: 0.0}
"""

from ansible_collections.webex.contact_center.plugins.module_utils.module.captures import list_recordings


def main() -> None:
    """List recordings."""
    list_recordings()


if __name__ == "__main__":
    main()
