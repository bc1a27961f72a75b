# SPDX-License-Identifier: GPL-3.0-or-later
"""Access to organizations: a page on which administrators log in, the same without a browser, and its refresh."""
