# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that call the API of an organization."""

from __future__ import annotations


class ModuleDocFragment:
    """The address of the API, the organization, and the access to it."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - The address of the API in the data center of the organization. The default is that of O(data_center=us1).
        Excludes O(data_center).
      - Plain C(http) is allowed only for the machine itself.
    type: str
  data_center:
    description: The data center of the organization, instead of O(api_url).
    type: str
    choices: [us1, eu1, eu2, anz1, ca1, jp1, sg1, in1]
  org:
    description:
      - The name of the organization in the token store of the controller, instead of O(access_token). The task starts
        with a token that is valid for at least ten minutes. If the token expires during the task, the task continues
        with a new one.
      - This module has no option for the location of the store or for the app that refreshes tokens. Set the variables
        C(wxcc_token_store), C(wxcc_client_id), C(wxcc_client_secret) and C(wxcc_auth_url), or the environment variables
        with the same names in capitals. See M(webex.contact_center.wxcc_token).
      - An organization that a task gives overrides an access token or an O(org_id) in variables or the environment.
    type: str
  org_id:
    description:
      - The id of the organization. Usually the access token contains it.
      - If both ids are known and differ, the module sends nothing.
    type: str
  access_token:
    description:
      - An access token with the scope C(cjp:config_read), and with C(cjp:config_write) for changes. Excludes O(org).
    type: str
"""
