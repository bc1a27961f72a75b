# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that a module can do which speaks HTTP with requests: nothing. Part of the floor of the benchmarks."""

from __future__ import annotations

import requests
from ansible.module_utils.basic import AnsibleModule

AnsibleModule(argument_spec={}).exit_json(version=requests.__version__)
