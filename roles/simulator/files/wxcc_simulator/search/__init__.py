# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search: the GraphQL view of the traffic.

`records` knows what the traffic has for a field and what a root consists of, `counting` finds and groups the rows,
`schema` is the GraphQL schema that follows from `records`, and `endpoint` words the errors.
"""
