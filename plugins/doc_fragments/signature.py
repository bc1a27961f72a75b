# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of filters that sign calls to the legacy 1.0 API."""

from __future__ import annotations


class ModuleDocFragment:
    """The user who signs, and the form of the signature."""

    DOCUMENTATION = r"""
options:
  _input:
    description: The user who owns the API key, an email address, spelled as at the login to the Management Portal.
    type: str
    required: true
  api_key:
    description: The API key that the user generated in the Management Portal.
    type: str
    required: true
  tenant_id:
    description: The number of the tenant, called C(tId) in the address of an Analyzer report.
    type: str
    default: ""
  digest:
    description: The digest of the HMAC.
    type: str
    default: sha1
    choices: [blake2b, blake2s, md5, sha1, sha224, sha256, sha384, sha3_224, sha3_256, sha3_384, sha3_512, sha512]
  layout:
    description:
      - The Authorization value. C({signature}) stands for the base64 HMAC, C({tenant_id}) for the tenant. Older tenants
        may need V({signature}) alone.
    type: str
    default: "{signature};tenantId={tenant_id}"
notes:
  - A value that is missing, is not text, or contains a line break is an error. O(tenant_id) may be a number.
  - The Authorization value depends only on the user and the key. It is the same for every call, and it is valid until a
    new key is made. Anyone who has it can send any call, so treat it as a password. A task that uses it needs
    C(no_log), because Ansible shows the arguments of tasks.
  - M(webex.contact_center.wxcc_legacy_info) reads records without these filters.
"""
