# SPDX-License-Identifier: GPL-3.0-or-later
"""Families about contacts: how they arrive, where they wait, how they are classified."""
