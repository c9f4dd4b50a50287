"""Patch time-outs that fit AWS, but on a busy machine end what only waits for a core.

When four callers come to a new version of a function, four processes start and import at once: beside 16 busy sessions
on two cores that took 36 s, and the first answers 42 s. So within the emulation whoever waits, waits PATIENCE_SECONDS:
Lambda for a function, and a function for AWS and its database. What functions make of the time-outs that they have is
tested in tests/lambda_src.
"""

from __future__ import annotations

import os
from typing import Any

from ministack.core import lambda_runtime  # type: ignore[import-not-found]  # its own environment

# No time-out gets shorter by it, and none becomes one that waits for nothing.
_PATIENT = """
import os as _os, socket as _socket
_settimeout, _patience = _socket.socket.settimeout, float(_os.environ["PATIENCE_SECONDS"])
_socket.socket.settimeout = lambda self, seconds: _settimeout(self, seconds and max(seconds, _patience))
"""


def install() -> None:
    """Let functions and what calls them wait."""
    lambda_runtime._PYTHON_WORKER_SCRIPT = _PATIENT + lambda_runtime._PYTHON_WORKER_SCRIPT
    start = lambda_runtime.Worker.__init__

    def start_patient(worker: Any, name: str, config: dict[str, Any], code: bytes) -> None:
        start(worker, name, {**config, "Timeout": int(os.environ["PATIENCE_SECONDS"])}, code)

    lambda_runtime.Worker.__init__ = start_patient
