"""`payinfra package`: build the archives of the functions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import TYPE_CHECKING

from generator.cli.arguments import Commands, add_debug

if TYPE_CHECKING:
    from generator.spec.model import Environment


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "package",
        help="build the archives of the functions",
        description="Build the archive of every function of the environments into the cache, and list them: folder, "
        "runtime, architecture, size, file. Synthesizing does the same where an archive is not there yet.",
        epilog="examples: payinfra package | payinfra package dev",
    )
    parser.add_argument(
        "environments", nargs="*", metavar="ENV", help="environments or spec files (default: all in specs/)"
    )
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.validation.environments import resolve_environments, warn

    environments, findings = resolve_environments(arguments.environments, None)
    warn(findings)
    for line in sorted(set(_lines(environments))):
        print(line)
    return 0


def _lines(environments: list[Environment]) -> Iterator[str]:
    from generator.packaging.archives import BuiltArchives

    archives = BuiltArchives()
    for function in (function for environment in environments for function in environment.functions):
        built = archives.archive(function)
        size = built.path.stat().st_size / 1024**2
        yield f"{function.source_folder()} {function.runtime} {function.architecture} {size:.1f} MB {built.path}"
