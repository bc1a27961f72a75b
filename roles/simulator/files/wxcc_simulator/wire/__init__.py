# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and answers as bytes: JSON that is read and written in turns, error bodies, patterns with a time limit."""
