# SPDX-License-Identifier: GPL-3.0-or-later
"""Digital channels and their assets, and webhooks for events."""
