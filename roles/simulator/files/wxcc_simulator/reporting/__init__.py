# SPDX-License-Identifier: GPL-3.0-or-later
"""The reporting endpoints: tasks, statistics of queues and agents, activities of agents, search."""
