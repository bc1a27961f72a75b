# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth, and the check of who may do what."""
