# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of what calls the legacy 1.0 API."""

from __future__ import annotations


class ModuleDocFragment:
    """Where the records are and who signs for them."""

    DOCUMENTATION = r"""
options:
  legacy_url:
    description:
      - The address of the legacy API, up to the types of records. Other regions have hosts of their own.
      - Plain C(http) only for the machine itself.
    type: str
    default: https://rest.wxcc-us1.cisco.com/aws/api
  legacy_user:
    description: The user who owns the API key, an email address, spelled as at the login to the Management Portal.
    type: str
  legacy_api_key:
    description: The API key that the user has generated in the Management Portal.
    type: str
  legacy_tenant_id:
    description: The number of the tenant, called C(tId) in the address of an Analyzer report.
    type: str
  legacy_digest:
    description: The digest of the HMAC.
    type: str
    default: sha1
    choices: [blake2b, blake2s, md5, sha1, sha224, sha256, sha384, sha3_224, sha3_256, sha3_384, sha3_512, sha512]
  legacy_layout:
    description:
      - The Authorization value, with the base64 HMAC in the place of C({signature}) and the tenant in that of
        C({tenant_id}). Older tenants may want V({signature}) alone.
    type: str
    default: "{signature};tenantId={tenant_id}"
  max_url_length:
    description: How many characters of a URL the service takes, 256 to 1,000,000. A longer query is not sent.
    type: int
    default: 8192
requirements:
  - jsonschema
"""
