# SPDX-License-Identifier: GPL-3.0-or-later
"""Collect garbage less often: the objects of thousands of rows live until the process of a task ends."""

from __future__ import annotations

import gc
from typing import Final

YOUNG_OBJECTS: Final = 50_000
"""How many objects Python makes before it looks for garbage."""


def look_rarely() -> None:
    """Make Python look for garbage less often, because it would find none."""
    gc.set_threshold(YOUNG_OBJECTS)
