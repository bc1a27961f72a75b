# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be chosen when the simulator starts, and where the real service differs from its official file."""
