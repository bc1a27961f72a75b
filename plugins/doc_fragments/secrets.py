# SPDX-License-Identifier: GPL-3.0-or-later
"""The option of modules that write the secrets of objects."""

from __future__ import annotations


class ModuleDocFragment:
    """When secrets are sent."""

    DOCUMENTATION = r"""
options:
  write_secrets:
    description:
      - Send the secrets of objects that exist already, such as the C(secret) of a subscription. They count as changed
        in every run that has this option, because the service never shows a secret, so nobody can compare it.
      - Without this option, a secret is sent with a new object only, and a record may keep it for that.
      - The diff, the result, the cache and every file that the collection writes leave secrets out. In YAML files of
        O(src), a single value may be encrypted with C(ansible-vault encrypt_string).
    type: bool
    default: false
"""
