"""Errors that an emulator has logged are reported, requests that went well are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from generator.verify.emulators.server_process import Emulator
from generator.verify.emulators.servers import LOGGED_ERRORS_SHOWN, Emulators
from generator.verify.emulators.state_server import StateServer

NO_CHILD: Any = None
MOTO = """
127.0.0.1 - - [28/Nov/2026 04:05:22] "POST / HTTP/1.1" 200 -
127.0.0.1 - - [28/Nov/2026 04:05:23] "\x1b[35m\x1b[1mPOST / HTTP/1.1\x1b[0m" 500 -
Error on request:
Traceback (most recent call last):
  File "serving.py", line 374, in run_wsgi
NotImplementedError: The describe_it action has not been implemented
127.0.0.1 - - [28/Nov/2026 04:05:24] "POST / HTTP/1.1" 400 -
"""
MINISTACK = """
2026-11-28 04:05:24 INFO [s3] S3 bucket created: bucket-errors
2026-11-28 04:05:25 WARNING [lambda_runtime] Lambda payments timed out after 25s
"""


def emulators(folder: Path, **logs: str) -> Emulators:
    running = []
    for name, text in logs.items():
        log = folder / f"{name}.log"
        log.write_text(text)
        running.append(Emulator(name, "", NO_CHILD, log))
    return Emulators(running, "", folder, StateServer({}, 0))


def test_of_each_log_the_lines_of_errors(tmp_path):
    lines = emulators(tmp_path, moto=MOTO, MiniStack=MINISTACK).logged_errors()
    assert [line.partition(" logged: ")[0] for line in lines] == ["moto", "moto", "MiniStack"]
    assert lines[0].endswith('" 500 -')
    assert lines[1].endswith("NotImplementedError: The describe_it action has not been implemented")
    assert lines[2].endswith("Lambda payments timed out after 25s")


def test_no_more_than_the_last_of_them(tmp_path):
    lines = emulators(tmp_path, moto="".join(f"KeyError: {number}\n" for number in range(100))).logged_errors()
    assert len(lines) == LOGGED_ERRORS_SHOWN
    assert lines[-1] == "moto logged: KeyError: 99"


def test_an_emulator_that_logged_nothing(tmp_path):
    assert emulators(tmp_path, moto="").logged_errors() == []
