# SPDX-License-Identifier: GPL-3.0-or-later
"""Digital channels and their assets, and the webhooks that tell of events."""
