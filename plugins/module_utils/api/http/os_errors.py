# SPDX-License-Identifier: GPL-3.0-or-later
"""Write an error of the operating system as one sentence: option or path, reason, advice."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator, Mapping
from typing import Any, Final

from ...outside import shortened

LONGEST_PATH: Final = 300
ADVICE: Final = {
    errno.EACCES: "allow access for this user, or choose another path",
    errno.EPERM: "allow access for this user, or choose another path",
    errno.EROFS: "choose a path on a writable disk",
    errno.ENOSPC: "free space on the disk, or choose a path on another one",
    errno.EDQUOT: "free space on the disk, or choose a path on another one",
    errno.ENOENT: "check the path",
    errno.ENOTDIR: "check the path",
    errno.EISDIR: "name a file in it",
    errno.ENAMETOOLONG: "choose a shorter path",
    errno.ELOOP: "choose a path without a link",
    errno.EMFILE: "raise the limit of open files (ulimit -n), or lower parallelism",
}


def explained_os_error(error: OSError, options: Mapping[str, Any]) -> str:
    """Describe an OSError; `options` are those of the user, one of which may name its path."""
    path = os.fsdecode(error.filename) if isinstance(error.filename, (str, bytes)) else ""
    option = _option_of(path, options)
    reason = error.strerror or type(error).__name__
    advice = ADVICE.get(error.errno or 0, "")
    parts = [part for part in (option, shortened(path, LONGEST_PATH), reason) if part]
    return ": ".join(parts) + (f"; {advice}" if advice else "")


def _option_of(path: str, options: Mapping[str, Any]) -> str:
    """Return the option that names a path, a folder above it, or a file beside it; of several, the longest."""
    candidates = [
        (len(place), option)
        for option, value in _each(options)
        if isinstance(value, (str, os.PathLike)) and not option.startswith("_")
        for place in [os.path.abspath(os.path.expanduser(os.fspath(value)))]
        if path and os.path.isabs(os.path.expanduser(os.fspath(value))) and _leads(place, os.path.abspath(path))
    ]
    return max(candidates)[1] if candidates else ""


def _each(options: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield options, and those inside of others as `outer.inner`."""
    for option, value in options.items():
        yield option, value
        if isinstance(value, Mapping):
            yield from ((f"{option}.{inner}", part) for inner, part in _each(value))


def _leads(place: str, path: str) -> bool:
    """Return whether a path is `place`, inside or above it, or a file beside it with its name as a prefix."""
    hidden = os.path.join(os.path.dirname(place), f".{os.path.basename(place)}")
    inside = place.rstrip(os.sep) + os.sep
    return path == place or path.startswith((inside, f"{place}.", f"{hidden}.")) or place.startswith(path + os.sep)
