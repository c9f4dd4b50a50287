"""`payinfra new`: write the spec of a new environment, or of an account."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.cli.arguments import Commands, add_debug, spec_file

if TYPE_CHECKING:
    from pathlib import Path

ACCOUNT = "main"


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "new",
        help="write a commented spec for a new environment, or for an account",
        description="Write specs/ENV.yaml: a spec that is valid at once, in the next free address block. It never "
        "overwrites a file. With --from it is laid over an environment that is there. With --account it is the spec of "
        "what an AWS account has once, specs/account.yaml.",
        epilog="examples: payinfra new qa | payinfra new load-test --size large | payinfra new prod-eu --from prod | "
        "payinfra new --account",
    )
    parser.add_argument("environment", metavar="ENV", nargs="?", help="its name, which is its suffix, too")
    kind = parser.add_mutually_exclusive_group()
    kind.add_argument("--from", dest="source", metavar="OTHER", help="extend this environment instead of starting anew")
    kind.add_argument("--size", default="small", help="small (default), medium or large")
    kind.add_argument("--account", action="store_true", help=f"an account instead, called ENV (default: {ACCOUNT})")
    parser.add_argument("--out", metavar="FILE", help="where to write (default: specs/ENV.yaml; - prints it)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.diagnostics.usage_error import UsageError

    if arguments.account:
        return _write(arguments, *_account(arguments))
    if arguments.environment is None:
        raise UsageError("name the environment, as in 'payinfra new qa', or add --account")
    return _write(arguments, *_environment(arguments))


def _account(arguments: argparse.Namespace) -> tuple[Path, str]:
    from pathlib import Path

    from generator.analysis.scaffold import account_starter, check_name
    from generator.validation.spec_selection import SPECS

    name = arguments.environment or ACCOUNT
    default = SPECS / ("account.yaml" if name == ACCOUNT else f"account-{name}.yaml")
    file = Path(arguments.out) if arguments.out and arguments.out != "-" else default
    check_name(name, file.parent)
    return file, account_starter(name, file)


def _environment(arguments: argparse.Namespace) -> tuple[Path, str]:
    from pathlib import Path

    from generator.analysis.scaffold import check_name, copy_of, size_named, starter_beside
    from generator.diagnostics.usage_error import UsageError
    from generator.validation.spec_selection import SPECS

    name, prints = arguments.environment, arguments.out == "-"
    file = Path(arguments.out) if arguments.out and not prints else SPECS / f"{name}.yaml"
    source = spec_file(arguments.source) if arguments.source else None
    if source is not None and source.resolve().parent != file.resolve().parent:
        raise UsageError(f"a spec extends files beside it: write it into {source.parent}")
    folder = file.parent if not prints else SPECS
    check_name(name, folder)
    if source is not None:
        return file, copy_of(source, name, folder)
    return file, starter_beside(name, size=size_named(arguments.size), folder=folder, file=file)


def _write(arguments: argparse.Namespace, file: Path, text: str) -> int:
    import sys

    from generator.diagnostics.usage_error import UsageError

    if arguments.out == "-":
        sys.stdout.write(text)
        return 0
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with file.open("x", encoding="utf-8") as target:
            target.write(text)
    except FileExistsError:
        raise UsageError(f"{file} is there already, and is not overwritten: give another name, or --out") from None
    print(file)
    return 0
