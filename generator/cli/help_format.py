"""Lay out help like a manual page: each example on a line of its own, and the exit codes."""

from __future__ import annotations

import argparse
import textwrap

_EXAMPLES = "examples:"
_CODES = "exit codes: 0 success, 1 findings, 2 usage error, 3 internal error (our fault)"
_WIDTH = 80


def format_help(parser: argparse.ArgumentParser) -> None:
    """Format the help of every command. An epilog may give its examples in one line, with ` | ` between them."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                format_help(command)
                _lay_out(command)


def _lay_out(command: argparse.ArgumentParser) -> None:
    if command.formatter_class is argparse.RawDescriptionHelpFormatter:
        return
    command.formatter_class = argparse.RawDescriptionHelpFormatter
    command.description = textwrap.fill(command.description or "", _WIDTH)
    before, _, examples = (command.epilog or "").partition(_EXAMPLES)
    listed = "".join(f"  {example.strip()}\n" for example in examples.split(" | ") if example.strip())
    parts = [textwrap.fill(before.strip(), _WIDTH), f"{_EXAMPLES}\n{listed.rstrip()}" if listed else "", _CODES]
    command.epilog = "\n\n".join(part for part in parts if part)
