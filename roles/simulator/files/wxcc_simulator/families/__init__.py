# SPDX-License-Identifier: GPL-3.0-or-later
"""The facts about each configuration family, and the store of its objects."""
