# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of what keeps the access of organizations alive."""

from __future__ import annotations


class ModuleDocFragment:
    """The token store, and the registered app at the identity provider."""

    STORE = r"""
options:
  token_store:
    description:
      - The folder of the token store, C(webex_contact_center/tokens) below E(XDG_STATE_HOME) or C(~/.local/state) if
        it is not given.
      - Nobody else may read it, neither the folder (mode 0700) nor its files (0600).
      - Every option of this part that a task does not give is taken from the variable C(wxcc_) with its name, and else
        from the environment variable C(WXCC_) with its name in capitals.
    type: path
requirements:
  - python >= 3.10
attributes:
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
    support: full
notes:
  - It runs on the controller, wherever the task is delegated to. Options of the connection, as O(ignore:data_center),
    may come from C(module_defaults) of the action group and say nothing here.
"""

    DOCUMENTATION = r"""
options:
  client_id:
    description: The client id of the registered app, the same for all organizations.
    type: str
  client_secret:
    description: The client secret of the registered app. It is not kept in the token store.
    type: str
  auth_url:
    description: The identity provider.
    type: str
    default: https://webexapis.com
"""
