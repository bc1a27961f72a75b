# SPDX-License-Identifier: GPL-3.0-or-later
"""What has to happen before other files of the collection are imported; every body of a module imports this first.

Ansible sends a module as a zip file. Python compiles each file in it twice: once to learn its name, once to run it.
Without the first, a task takes 0.1 s less.
"""

from __future__ import annotations

import zipimport
from functools import cache
from typing import Any

_COMPILER = "_get_module_code"


def compile_once(importer: Any = zipimport) -> None:
    """Let Python remember what it has compiled. A release that calls this otherwise stays as it is."""
    compiler = getattr(importer, _COMPILER, None)
    if compiler is not None and not hasattr(compiler, "cache_info"):
        setattr(importer, _COMPILER, cache(compiler))


if isinstance(globals().get("__loader__"), zipimport.zipimporter):
    compile_once()
