# SPDX-License-Identifier: GPL-3.0-or-later
"""What one contact, session or queue leg shows for each field of the Search API."""
