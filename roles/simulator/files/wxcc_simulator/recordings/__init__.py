# SPDX-License-Identifier: GPL-3.0-or-later
"""What was recorded of contacts: the capture query, and the files behind its signed URLs, made on the fly."""
