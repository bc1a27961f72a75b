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
"""
