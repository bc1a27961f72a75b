# SPDX-License-Identifier: GPL-3.0-or-later
"""What several tests of the API share."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Iterator
from multiprocessing.context import ForkServerContext

import pytest
from unit.module_utils.api import identity_provider


@pytest.fixture(scope="module")
def processes() -> Iterator[ForkServerContext]:
    """Processes that start quickly, because a server of theirs has imported everything; it has no threads to copy."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join(sys.path))
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([identity_provider.__name__])
        yield context
