# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds, filters, groups and pages the records of a search."""
