"""A Lambda runtime in small, run as a script: reads an event a line, calls the handler, writes an answer a line.

python -I lambda_runtime.py <folder with the code> <module.function> <seconds that sockets wait at least>; what the
function prints goes to stderr.
"""

import importlib
import json
import logging
import os
import socket
import sys
from dataclasses import dataclass


@dataclass
class Context:
    """What Lambda tells an invocation about itself."""

    aws_request_id: str
    function_name: str = "lambda-transaction-processing-test"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:us-east-1:123456789012:function:lambda-test:blue"

    def get_remaining_time_in_millis(self) -> int:
        """Milliseconds until Lambda stops the invocation: none is stopped here, however slow the machine is."""
        return 600_000


def let_sockets_wait(seconds: float) -> None:
    """What is soon on AWS is late on a busy machine, and a call that is given up is made twice."""
    plain = socket.socket.settimeout

    def settimeout(self: socket.socket, value: "float | None") -> None:
        plain(self, value and max(value, seconds))

    socket.socket.settimeout = settimeout


def main(folder: str, name: str, patience: str) -> None:
    """Serves until stdin ends."""
    let_sockets_wait(float(patience))
    sys.path.insert(0, folder)
    # Whatever is printed is the log; the answers have the original stdout for themselves.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    # As the real runtime does: what is logged past the function's own logger lands in the log as it is.
    logging.basicConfig(stream=sys.stdout, format="[%(levelname)s] %(message)s")
    module, _, function = name.rpartition(".")
    handler = getattr(importlib.import_module(module), function)
    for number, line in enumerate(sys.stdin):
        answer = handler(json.loads(line), Context(f"52fdfc07-2182-454f-963f-{number:012d}"))
        sys.stdout.flush()
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
