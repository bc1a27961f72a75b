# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of modules that call the legacy 1.0 API."""

from __future__ import annotations


class ModuleDocFragment:
    """The address of the records, and the signature of the calls."""

    DOCUMENTATION = r"""
options:
  legacy_url:
    description:
      - The address of the legacy API, up to the types of records. Other regions have other hosts.
      - Plain C(http) is allowed only for the machine itself.
    type: str
    default: https://rest.wxcc-us1.cisco.com/aws/api
  legacy_user:
    description: The user who owns the API key, an email address, spelled as at the login to the Management Portal.
    type: str
  legacy_api_key:
    description: The API key that the user generated in the Management Portal.
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
      - The Authorization value. C({signature}) stands for the base64 HMAC, C({tenant_id}) for the tenant. Older tenants
        may need V({signature}) alone.
    type: str
    default: "{signature};tenantId={tenant_id}"
  max_url_length:
    description: How many characters of a URL the service accepts, 256 to 1,000,000. The module does not send a longer
      query.
    type: int
    default: 8192
requirements:
  - jsonschema
"""
