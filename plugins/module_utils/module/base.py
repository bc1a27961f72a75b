# SPDX-License-Identifier: GPL-3.0-or-later
"""What all modules have in common: options become a client, errors become `fail_json`, progress is reported."""

from __future__ import annotations

import json
import math
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

from ansible.module_utils.basic import AnsibleModule, missing_required_lib

from ..api.base import BaseClient
from ..api.client import Client, Settings
from ..api.http.errors import Unauthorized, WxccError
from ..api.http.identity import DATA_CENTERS, api_url_of, check_identity
from ..api.http.os_errors import explained_os_error
from ..api.http.transport import REQUESTS_IMPORT_ERROR
from ..files import is_on_network
from ..mistakes import UserError, bug
from ..outside import printable
from ..private_ansible import BlanksNotGiven
from . import reader
from .garbage import look_rarely
from .options import BUDGET_SPEC, CONNECTION_SPEC, HTTP_SPEC

PROGRESS_INTERVAL_S: Final = 0.5

LIMITS: Final = {
    "timeout": (0.1, 3600),
    "retry_timeout": (0, 86400),
    "parallelism": (1, 64),
    "requests_per_minute": (0, 100_000),
}
"""Options that take a number, with the smallest and the largest that makes sense."""


class _Module(BlanksNotGiven, AnsibleModule):
    """Treats blank options as not given before their types are checked; its messages contain no control characters."""

    def warn(self, warning: str, **named: Any) -> None:
        base: Any = super()
        base.warn(printable(warning), **named)

    def fail_json(self, msg: str, **named: Any) -> NoReturn:
        base: Any = super()
        base.fail_json(printable(msg), **named)
        raise AssertionError("fail_json returned")


def module_for(
    spec: Mapping[str, Any], *, connection: Mapping[str, Any] | None = None, **import_errors: str | None
) -> AnsibleModule:
    """Make the AnsibleModule, and fail helpfully where the host that runs it lacks a library.

    `connection` has the options of an API that is not the usual one. `import_errors` has a traceback, or None, for each
    library beside `requests` that the module imports.
    """
    look_rarely()
    make: type[AnsibleModule] = _Module
    module = make(argument_spec={**(connection or CONNECTION_SPEC), **spec}, supports_check_mode=True)
    for library, error in {"requests": REQUESTS_IMPORT_ERROR, **import_errors}.items():
        if error:
            module.fail_json(msg=missing_required_lib(library), exception=error)
    return module


@contextmanager
def errors_told(module: AnsibleModule, **limits: tuple[float, float]) -> Iterator[None]:
    """End the module with a sentence instead of a traceback.

    `limits` has the smallest and the largest value of numeric options beside those of the connection.
    """
    try:
        for option, (least, most) in {**LIMITS, **limits}.items():
            value = module.params.get(option)
            if value is not None and not least <= value <= most:
                module.fail_json(msg=f"{option}: {value} is not between {least} and {most}")
        yield
    except Unauthorized as error:
        module.fail_json(msg=str(error), unauthorized=True)
    except (WxccError, UserError) as error:
        module.fail_json(msg=str(error))
    except Exception as error:
        if isinstance(error, OSError) and error.errno is not None:
            module.fail_json(msg=explained_os_error(error, module.params))
        module.fail_json(msg=bug(error))


def connect(module: AnsibleModule) -> Client:
    """Make the client of one organization; nothing is sent yet."""
    options = module.params
    token = options["access_token"]
    if not token:
        raise UserError("access_token: missing; give it as option, as wxcc_access_token or as WXCC_ACCESS_TOKEN")
    return Client(
        Settings(
            api_url=options["api_url"] or api_url_of(options["data_center"] or DATA_CENTERS[0]),
            org_id=check_identity(options["org_id"], token),
            access_token=token,
            **http_settings(module, "the access token"),
        )
    )


def http_settings(module: AnsibleModule, secret: str) -> dict[str, Any]:
    """Return the settings that clients of all APIs have; a warning where the secret could be read on the way."""
    if not module.params["validate_certs"]:
        module.warn(f"validate_certs is false: anybody between here and the service can read {secret}")
    given = {option: module.params[option] for option in (*HTTP_SPEC, *BUDGET_SPEC) if not option.startswith("_")}
    return given | {"is_over": reader.is_gone, "ledger": ledger_of(module.params), "warn": module.warn}


def ledger_of(options: Mapping[str, Any]) -> Path | None:
    """Return the file; None where the module was started without its action plugin.

    A folder that is not given, because the module runs elsewhere than its action, or that is not on a local disk, is
    replaced by one among the temporary files.
    """
    key, folder = options.get("_budget"), options.get("_budget_folder")
    if not key:
        return None
    if not folder or is_on_network(folder):
        folder = Path(tempfile.gettempdir()) / f"webex_contact_center-{os.geteuid()}"
    return Path(folder) / f"{key}.sqlite"


def effort(client: BaseClient) -> dict[str, Any]:
    """Return the effort, for the result: requests, and seconds spent waiting for their budget."""
    return {"requests": client.requests, "rate_limit_seconds": round(client.rate_limit_seconds, 1)}


def as_one_text(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Put a result with thousands of rows into one text, which the action plugin turns back into rows.

    Ansible searches every value of a result for secrets, and wraps each for JSON; the one text is searched as a whole.
    """
    return {"_answer": json.dumps(answer)}


def progress_writer(path: str | None) -> Callable[[int, int, str], None]:
    """Return a function that counts what is done and now and then rewrites the file the action plugin reads.

    It never fails: the work matters more than its progress, so it stops reporting if it cannot write.
    """
    lock = threading.Lock()
    state: dict[str, float] = {"done": 0, "written_at": time.monotonic()}

    def advance(done: int, total: int, what: str) -> None:
        with lock:
            state["done"] += done
            now = time.monotonic()
            if path is None or now - state["written_at"] < PROGRESS_INTERVAL_S:
                return
            state["written_at"] = now
            text = json.dumps({"done": min(state["done"], total), "total": total, "what": what})
            try:
                with open(path + ".new", "w", encoding="utf-8") as file:
                    file.write(text)
                os.replace(path + ".new", path)
            except OSError:
                state["written_at"] = math.inf

    return advance
