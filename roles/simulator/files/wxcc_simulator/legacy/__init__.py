# SPDX-License-Identifier: GPL-3.0-or-later
"""The legacy 1.0 API: contact and agent records, signed with a user's API key.

Much of it was never published, so that what is not certain can be switched: `Manners`.
"""
