# SPDX-License-Identifier: GPL-3.0-or-later
"""The state that a reset brings back: clock, organizations, grants, faults, journal."""
