# SPDX-License-Identifier: GPL-3.0-or-later
"""Families about time: opening hours, holidays, exceptions."""
