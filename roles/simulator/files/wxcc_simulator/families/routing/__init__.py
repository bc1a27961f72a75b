# SPDX-License-Identifier: GPL-3.0-or-later
"""Families about contacts: how they come in, where they wait, what they are called afterwards."""
