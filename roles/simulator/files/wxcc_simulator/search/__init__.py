# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search: the GraphQL view of the traffic.

`schema` is built from `fields.json`, `values` and `values_of_agents` know what the traffic has for a field, `records`
what a root consists of; `filters`, `groups` and `answers` find the rows, and `endpoint` words the errors.
"""
