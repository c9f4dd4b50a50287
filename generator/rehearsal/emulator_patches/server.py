"""Serve MiniStack with patches for the links of the data plane that it lacks.

Runs in the emulators' own environment; docs/emulation.md lists the patches. Address, port and account come from the
environment, as MiniStack reads them.
Usage: python server.py
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import balancer  # type: ignore[import-not-found]  # a neighbour: this folder is the script's own
import database  # type: ignore[import-not-found]  # see above
import errors  # type: ignore[import-not-found]  # see above
import permissions  # type: ignore[import-not-found]  # see above
import rotation  # type: ignore[import-not-found]  # see above
import timeouts  # type: ignore[import-not-found]  # see above
import vpc_link  # type: ignore[import-not-found]  # see above
from ministack import app  # type: ignore[import-not-found]  # its own environment

EMULATORS = Path(__file__).parents[2] / "verify" / "emulators"


def with_tls_assumed() -> None:
    """Policies that refuse plain HTTP look at what the emulator is asked by, which is plain HTTP for all."""
    plain = app.pin_request_origin
    app.pin_request_origin = lambda address, _secure: plain(address, True)


if __name__ == "__main__":
    sys.path.append(str(EMULATORS))
    import ministack_server  # type: ignore[import-not-found]  # beside it only at run time

    ministack_server.correct_answers()
    with_tls_assumed()
    for part in (permissions, balancer, database, errors, rotation, vpc_link):
        part.install()
    if "PATIENCE_SECONDS" in os.environ:
        timeouts.install()
    app.main()
