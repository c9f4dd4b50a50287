"""`payinfra schema`: hand out the JSON Schema of specs, for editors and other tools."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "schema",
        help="hand out the JSON Schema of specs",
        description="Write the files of the schema into a folder, where the first line of a spec can name them. Files "
        "of an older version are replaced. Without --out it prints where they are.",
        epilog="examples: payinfra schema | payinfra schema --out schemas",
    )
    parser.add_argument("--out", metavar="FOLDER", help="where to write")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.analysis.repository import schemas
    from generator.spec.schema import FOLDER, ROOT

    if arguments.out is None:
        print(FOLDER / ROOT)
        return 0
    folder = Path(arguments.out)
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in schemas().items():
        (folder / name).write_text(text, encoding="utf-8")
    print(folder / ROOT)
    return 0
