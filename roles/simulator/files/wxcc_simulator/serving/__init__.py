# SPDX-License-Identifier: GPL-3.0-or-later
"""The server: one port for every API, what stands before them, and the control room."""
