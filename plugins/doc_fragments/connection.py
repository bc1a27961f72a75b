# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that call the API of an organization."""

from __future__ import annotations


class ModuleDocFragment:
    """Where the organization is and who speaks for it."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - The API of the organization's data center, O(data_center=us1) if neither is given. Excludes O(data_center).
      - Every option of this part that a task does not give is taken from the variable C(wxcc_) with its name, and else
        from the environment variable C(WXCC_) with its name in capitals, as C(wxcc_api_url) and E(WXCC_API_URL).
      - Plain C(http) only for the machine itself.
    type: str
  data_center:
    description: The data center of the organization, instead of O(api_url).
    type: str
    choices: [us1, eu1, eu2, anz1, ca1, jp1, sg1, in1]
  org:
    description:
      - The name of the organization in the token store of the controller, instead of O(access_token). The task begins
        with a token that is valid for ten minutes at least, and where it ends in the middle, goes on with a new one.
      - Where the store is, and the app that refreshes, is never an option of this module. The variables
        C(wxcc_token_store), C(wxcc_client_id), C(wxcc_client_secret) and C(wxcc_auth_url) tell it, or C(WXCC_) with
        the name in capitals in the environment. See M(webex.contact_center.wxcc_token).
      - An organization given by a task is stronger than an access token or O(org_id) in variables or the environment.
    type: str
  org_id:
    description:
      - The id of the organization. Usually the access token tells it.
      - Where both are known and differ, nothing is sent.
    type: str
  access_token:
    description:
      - An access token with the scope C(cjp:config_read), and C(cjp:config_write) for changes. Excludes O(org).
    type: str
  timeout:
    description: Seconds to wait for a connection and for an answer.
    type: float
    default: 30
  retry_timeout:
    description: Seconds for which a request is repeated when the service is busy or the network is broken.
    type: float
    default: 900
  validate_certs:
    description: Whether to verify the certificate of the service.
    type: bool
    default: true
  ca_path:
    description: A file with certificates of authorities to trust, instead of those of the system.
    type: path
  parallelism:
    description: How many requests are under way at a time, 1 to 64.
    type: int
    default: 8
  requests_per_minute:
    description: The request budget of the client id, which all its organizations share. The platform allows 300.
    type: int
    default: 300
  _progress:
    description: Not for playbooks. A file in which the module tells the controller how far it is.
    type: path
requirements:
  - python >= 3.10
  - requests
  - jsonschema
attributes:
  platform:
    description: Target OS/families that can be operated against.
    support: full
    platforms: posix
"""
