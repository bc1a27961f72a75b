# SPDX-License-Identifier: GPL-3.0-or-later
"""Controller side of wxcc_capture_info."""

from __future__ import annotations

from ..plugin_utils.actions.capture import CaptureInfoAction


class ActionModule(CaptureInfoAction):
    """Recordings, with their URLs where they are to be revealed."""
