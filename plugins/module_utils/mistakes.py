# SPDX-License-Identifier: GPL-3.0-or-later
"""The mistake of a user, and a bug of ours: which of them an exception is, and what is said of it."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import PurePath
from typing import Any, Final

BUG: Final = "bug in webex.contact_center, please report it: "
OURS: Final = ("ansible_collections/webex/contact_center/", "wxcc_onboarding/")
"""What comes before the paths of our own files, wherever they are installed; a module runs from an archive."""


class UserError(ValueError):
    """What a user can mend, as one sentence for them: where it is, what is wrong, what to do.

    Any other exception that reaches the border of a plugin, but WxccError, is a bug of ours: so an invalid value that
    Python itself raises ValueError for does not pass for a sentence that somebody wrote.
    """


def bug(error: BaseException) -> str:
    """Say what to report of an exception: its type and the innermost of our own lines, as it may quote a secret."""
    place = next(filter(None, map(_place, reversed(traceback.extract_tb(error.__traceback__)))), "an unknown place")
    return f"{BUG}{type(error).__name__} at {place}"


def _place(frame: traceback.FrameSummary) -> str:
    """Return the path of one of our files below the collection, with the line; empty for any other file."""
    path = PurePath(frame.filename).as_posix()
    for folder in OURS:
        before, found, rest = path.rpartition(folder)
        if found and (not before or before.endswith("/")):
            return f"{rest if folder == OURS[0] else found + rest}:{frame.lineno}"
    return ""


@contextmanager
def sentences(
    make: Callable[[str], BaseException],
    *worded: type[Exception],
    passed: tuple[type[Exception], ...] = (),
) -> Iterator[None]:
    """Raise what `make` makes from one sentence, whatever the block raises.

    UserError and the classes `worded` have that sentence already, those `passed` are raised unchanged, and any other
    exception is a bug.
    """
    kinds: tuple[type[Exception], ...] = (UserError, *worded)
    try:
        yield
    except passed:
        raise
    except kinds as error:
        raise make(str(error)) from None
    except Exception as error:
        raise make(bug(error)) from None


def with_sentences(
    work: Callable[..., Any], make: Callable[[str], BaseException], *, passed: tuple[type[Exception], ...] = ()
) -> Callable[..., Any]:
    """Return a function that does the work, and raises as `sentences` does."""

    @wraps(work)
    def run(*values: Any, **options: Any) -> Any:
        with sentences(make, passed=passed):
            return work(*values, **options)

    return run
