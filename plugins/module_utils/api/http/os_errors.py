# SPDX-License-Identifier: GPL-3.0-or-later
"""Errors of the operating system as one sentence: the option or the path, what is wrong, and what helps."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from typing import Any, Final

from ...outside import shortened

LONGEST_PATH: Final = 300
ADVICE: Final = {
    errno.EACCES: "give its owner the right, or choose another path",
    errno.EPERM: "give its owner the right, or choose another path",
    errno.EROFS: "choose a path on another disk, which can be written to",
    errno.ENOSPC: "make room on the disk, or choose a path on another one",
    errno.EDQUOT: "make room on the disk, or choose a path on another one",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path",
    errno.EISDIR: "name a file in it",
    errno.ENAMETOOLONG: "choose a shorter path",
    errno.ELOOP: "choose a path without a link",
    errno.EMFILE: "raise the limit of open files (ulimit -n), or lower parallelism",
}


def explained_os_error(error: OSError, options: Mapping[str, Any]) -> str:
    """Say what the operating system has against a path; `options` are those of the user, one of which led to it."""
    path = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
    option = _option_of(path, options)
    reason = error.strerror or type(error).__name__
    advice = ADVICE.get(error.errno or 0, "")
    parts = [part for part in (option, shortened(path, LONGEST_PATH), reason) if part]
    return ": ".join(parts) + (f"; {advice}" if advice else "")


def _option_of(path: str, options: Mapping[str, Any]) -> str:
    """Find the option that names a path, a folder above it, or a file beside it; the longest one where several do."""
    found = [
        (len(place), option)
        for option, value in options.items()
        if isinstance(value, (str, os.PathLike)) and not option.startswith("_")
        for place in [os.path.abspath(os.path.expanduser(os.fspath(value)))]
        if path and os.path.isabs(os.path.expanduser(os.fspath(value))) and _leads(place, os.path.abspath(path))
    ]
    return max(found)[1] if found else ""


def _leads(place: str, path: str) -> bool:
    """Return whether a path is the place itself, in it, above it, or a file beside it that is named after it."""
    hidden = os.path.join(os.path.dirname(place), f".{os.path.basename(place)}")
    inside = place.rstrip(os.sep) + os.sep
    return path == place or path.startswith((inside, f"{place}.", f"{hidden}.")) or place.startswith(path + os.sep)
