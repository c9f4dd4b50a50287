"""Run one command, and end it when the process that started it is gone, however that happened.

Terraform leaves its plugins behind when it is killed, and an emulator would go on for ever. So each of them is
below this little process, in a process group of its own. The starter holds one end of a pipe; when it dies, even of
SIGKILL, the pipe closes, and the whole group is ended. Usage: python -I process_guard.py FD COMMAND...
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

GRACE_SECONDS = 5


def main() -> int:
    """Run the command and return its exit code."""
    lifeline, command = int(sys.argv[1]), sys.argv[2:]
    child = subprocess.Popen(command)
    # The group is signalled as a whole: the child has had its signal too, and its end is what is waited for.
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, lambda *_: None)
    alone = threading.Event()
    threading.Thread(target=_end_with, args=(lifeline, child, alone), daemon=True).start()
    code = child.wait()
    if alone.is_set():
        os.killpg(0, signal.SIGKILL)
    return code if code >= 0 else 128 - code


def _end_with(lifeline: int, child: subprocess.Popen[bytes], alone: threading.Event) -> None:
    """Wait for the pipe to close, then end the group: the child politely first, so that it can let go of locks."""
    while os.read(lifeline, 1):
        pass
    alone.set()
    child.terminate()
    time.sleep(GRACE_SECONDS)
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
