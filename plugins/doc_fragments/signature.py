# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of filters that sign calls to the legacy 1.0 API."""

from __future__ import annotations


class ModuleDocFragment:
    """Who signs, and how the tenant wants it."""

    DOCUMENTATION = r"""
options:
  _input:
    description: The user who owns the API key, an email address, spelled as at the login to the Management Portal.
    type: str
    required: true
  api_key:
    description: The API key that the user has generated in the Management Portal.
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
      - The Authorization value, with the base64 HMAC in the place of C({signature}) and the tenant in that of
        C({tenant_id}). Older tenants may want V({signature}) alone.
    type: str
    default: "{signature};tenantId={tenant_id}"
notes:
  - Whatever is missing, is not text, or holds a line break is refused. A O(tenant_id) may be a number.
  - The Authorization value depends on user and key only. It is the same for every call, whoever has it can send any
    call, and it lasts until a new key is made. So it is a password. Tasks that hold it need C(no_log), because Ansible
    shows the arguments of tasks.
  - M(webex.contact_center.wxcc_legacy_info) reads records without any of this.
"""
