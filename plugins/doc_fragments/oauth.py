# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of the modules that keep the access to organizations alive."""

from __future__ import annotations


class ModuleDocFragment:
    """The token store, and the registered app at the identity provider."""

    STORE = r"""
options:
  token_store:
    description:
      - The folder of the token store. The default is C(webex_contact_center/tokens) below E(XDG_STATE_HOME) or
        C(~/.local/state).
      - Nobody else may read the folder (mode 0700) or its files (0600).
      - If a task does not give one of the options of access, the value comes from the variable whose name is C(wxcc_)
        and the name of the option, otherwise from the environment variable with the same name in capitals.
    type: path
requirements:
  - python >= 3.10
attributes:
  action:
    description: Indicates this has a corresponding action plugin so some parts of the options can be executed on the
      controller.
    support: full
notes:
  - The module runs on the controller, even if the task is delegated to another host. C(module_defaults) of the action
    group may give options of the connection, such as O(ignore:data_center). This module ignores them.
"""

    DOCUMENTATION = r"""
options:
  client_id:
    description: The client id of the registered app, the same for all organizations.
    type: str
  client_secret:
    description: The client secret of the registered app. The token store does not contain it.
    type: str
  auth_url:
    description: The identity provider.
    type: str
    default: https://webexapis.com
"""
