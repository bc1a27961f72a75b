# SPDX-License-Identifier: GPL-3.0-or-later
"""The configuration API: routes, lists, single objects and bulk requests of all families."""
