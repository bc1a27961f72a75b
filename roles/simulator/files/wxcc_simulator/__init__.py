# SPDX-License-Identifier: GPL-3.0-or-later
"""A stateful simulator of the Webex Contact Center APIs over real HTTP."""
