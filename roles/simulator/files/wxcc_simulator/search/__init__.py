# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /search: the GraphQL view of the traffic.

`records` has the values of fields and the parts of roots, `counting` finds and groups the rows, `schema` is the
GraphQL schema that follows from `records`, and `endpoint` writes the errors.
"""
