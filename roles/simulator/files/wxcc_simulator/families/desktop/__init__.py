# SPDX-License-Identifier: GPL-3.0-or-later
"""Families about the desktop of agents: what they see, choose from, and dial."""
