# SPDX-License-Identifier: GPL-3.0-or-later
"""Lets checks outside of a test file say what they compared."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("differential.harness", "differential.world")
