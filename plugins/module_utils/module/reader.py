# SPDX-License-Identifier: GPL-3.0-or-later
"""Check whether anybody still reads the result of this module."""

from __future__ import annotations

import select
import sys


def is_gone() -> bool:
    """Return whether the other end of standard output is closed, on which Ansible reads the result.

    It closes when the process that started the module ends, by any signal, and with the connection to another host.
    The parent process shows less: it may be a shell, sudo or sshd, which can live on.
    """
    poll = select.poll()
    try:
        poll.register(sys.__stdout__ or 1, 0)
    except ValueError:  # closed by somebody who wants no result
        return False
    return any(event & (select.POLLERR | select.POLLHUP) for _file, event in poll.poll(0))
