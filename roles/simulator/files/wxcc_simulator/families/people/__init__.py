# SPDX-License-Identifier: GPL-3.0-or-later
"""Families about people: their places, permissions and skills."""
