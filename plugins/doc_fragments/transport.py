# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all that sends requests, whichever API takes them."""

from __future__ import annotations


class ModuleDocFragment:
    """How long to wait, whom to trust, and how much to ask for at a time."""

    DOCUMENTATION = r"""
options:
  timeout:
    description:
      - Seconds to wait for a connection, and then from the first byte of a request to the last byte of its answer.
      - The file of a recording may take longer, as long as 1 KB per second arrives on average over this time.
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
requirements:
  - python >= 3.10
  - requests
notes:
  - Each option of the connection or of access that a task does not give is taken from the variable C(wxcc_) with its
    name, and else from the environment variable C(WXCC_) with its name in capitals, as O(timeout) from C(wxcc_timeout)
    or E(WXCC_TIMEOUT).
  - Requests go through the proxy that E(HTTPS_PROXY) or E(ALL_PROXY) names, if E(NO_PROXY) does not list the host, and
    E(REQUESTS_CA_BUNDLE) names certificates to trust where O(ca_path) does not. The keyword C(environment) sets them
    for the module and for the refresh of tokens on the controller alike.
"""

    BUDGET = r"""
options:
  parallelism:
    description: How many requests are under way at a time, 1 to 64.
    type: int
    default: 8
  requests_per_minute:
    description:
      - The request budget of the client id, which all its organizations share. The platform allows 300.
      - That of the legacy API is not published.
    type: int
    default: 300
  _progress:
    description: Not for playbooks. A file in which the module tells the controller how far it is.
    type: path
"""
