# SPDX-License-Identifier: GPL-3.0-or-later
"""Families about people: where they sit, what they may do, what they can."""
