# SPDX-License-Identifier: GPL-3.0-or-later
"""Options of all modules that send requests, to either API."""

from __future__ import annotations


class ModuleDocFragment:
    """Time limits, certificates, and the request budget."""

    DOCUMENTATION = r"""
options:
  timeout:
    description:
      - Seconds to wait for a connection, and then from the first byte of a request to the last byte of its answer.
      - The download of a recording may take longer, as long as an average of 1 KB per second arrives over this time.
    type: float
    default: 30
  retry_timeout:
    description: For how many seconds a request is repeated if the service is busy or the network fails.
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
  - If a task does not give an option of the connection or of access, the value comes from the variable whose name is
    C(wxcc_) and the name of the option, otherwise from the environment variable with the same name in capitals. For
    O(timeout) these are C(wxcc_timeout) and E(WXCC_TIMEOUT).
  - Requests use the proxy that E(HTTPS_PROXY) or E(ALL_PROXY) names, unless E(NO_PROXY) lists the host.
    E(REQUESTS_CA_BUNDLE) names certificates to trust if O(ca_path) is not given. The keyword C(environment) sets these
    variables for the module and also for the refresh of tokens on the controller.
"""

    BUDGET = r"""
options:
  parallelism:
    description: How many requests are sent at the same time, 1 to 64.
    type: int
    default: 8
  requests_per_minute:
    description:
      - The request budget of the client id. All its organizations share the budget. The platform allows 300.
      - All tasks of a user on one machine that use the same client id share this budget. They count their requests in
        a file next to the token store, which must be on a local disk. Without a client id the access token counts,
        and for the legacy API the user. A task that cannot use the file warns and keeps to the budget by itself.
      - If several machines use the client id, divide the budget by their number.
      - V(0) turns the limit off. A task still waits when the service answers 429.
      - The budget of the legacy API is not published.
    type: int
    default: 300
  _budget:
    description: Not for playbooks. A digest of the client id, for which requests are counted together.
    type: str
  _budget_folder:
    description: Not for playbooks. The folder in which requests are counted.
    type: path
  _progress:
    description: Not for playbooks. The file in which the module reports its progress to the controller.
    type: path
"""
