"""`payinfra lsp`: serve an editor over standard input and output."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys

from generator.cli.arguments import Commands, add_debug


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "lsp",
        help="serve an editor: findings while typing, quick fixes, hover, completion, rename",
        description="A language server (LSP 3.17) over standard input and output, for editors to start. It reads the "
        "specs of the folder that the editor has open, and changes nothing on its own.",
        epilog="examples: payinfra lsp | payinfra lsp --stdio",
    )
    parser.add_argument("--stdio", action="store_true", help="what it does anyway: some clients always say it")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.editor.server import server

    # Streams of its own, which it closes at the end; whatever else is printed must not come between the messages.
    with contextlib.redirect_stdout(sys.stderr):
        server.start_io(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    return 0
