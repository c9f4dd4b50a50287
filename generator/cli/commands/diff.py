"""`payinfra diff`: compare two specs, and their stacks."""

from __future__ import annotations

import argparse
from contextlib import ExitStack
from typing import TYPE_CHECKING

from generator.cli.commands.common import Commands, add_debug, the_file

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.resolve import Resolved


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "diff",
        help="compare two environments, files or revisions: their specs, and the resources that they make",
        description="Compare two resolved specs. A side is an environment or a file, with @REVISION as it was in git; "
        "without a second side the first is compared with the file as it is now. Specs of old revisions are read by "
        "today's generator, so that what differs is what the specs say. Where suffixes differ, the second is compared "
        "under the suffix of the first. Exits 0 whether or not anything differs.",
        epilog="examples: payinfra diff staging prod | payinfra diff prod@HEAD~1 --resources | "
        "payinfra diff prod@main prod --resources --format markdown",
    )
    parser.add_argument("before", metavar="A", help="environment or file, or ENV@REVISION")
    parser.add_argument("after", metavar="B", nargs="?", help="the same (default: the file of A as it is now)")
    parser.add_argument("--resources", action="store_true", help="compare the resources of the stacks, too")
    parser.add_argument("--format", choices=("json", "markdown", "text"), default="text", help="how to print it")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import sys

    from generator.analysis.diff import spec_changes
    from generator.analysis.diff_text import FORMATS, Comparison
    from generator.analysis.resource_diff import resource_changes
    from generator.builders.stack import plan_stack

    one, other = arguments.before, arguments.after or arguments.before.partition("@")[0]
    with ExitStack() as open_folders:
        before = _side(one, open_folders)
        suffix = before.environment.environment_suffix
        after = _side(other, open_folders)
        others = after.environment.environment_suffix
        if others != suffix:
            after = _side(other, open_folders, suffix)
    resources = None
    if arguments.resources:
        resources = resource_changes(plan_stack(before.environment), plan_stack(after.environment))
    notes = [] if others == suffix else [f"{other} is compared under the suffix {suffix!r}"]
    if "@" in one or "@" in other:
        notes.append("specs of other revisions are read by today's generator")
    found = Comparison(one, other, list(spec_changes(before.node, after.node)), resources, notes)
    sys.stdout.write(FORMATS[arguments.format](found))
    return 0


def _side(text: str, open_folders: ExitStack, suffix: str | None = None) -> Resolved:
    from generator.spec.resolve import resolve_file

    path, shown = _file(text, open_folders)
    return resolve_file(path, shown=shown, overrides={"environmentSuffix": suffix} if suffix else None)


def _file(text: str, open_folders: ExitStack) -> tuple[Path, str]:
    """The file of a side, and the name under which it is shown."""
    from generator.analysis.revisions import specs_at
    from generator.diagnostics.usage import UsageError

    name, is_old, revision = text.partition("@")
    if not is_old:
        path = the_file(name)
        return path, str(path)
    if not name or not revision:
        raise UsageError(f"{text!r} is no side: write ENV@REVISION, as in prod@HEAD~1")
    path = _once_there(name)
    folder = open_folders.enter_context(specs_at(revision, path.parent))
    old = folder / path.name
    if not old.is_file():
        raise UsageError(f"there was no {path} in revision {revision!r}")
    return old, f"{path}@{revision}"


def _once_there(name: str) -> Path:
    """The file that a name means or once meant: an environment may be gone today."""
    from pathlib import Path

    from generator.diagnostics.usage import UsageError
    from generator.validation.spec_selection import SPECS

    try:
        return the_file(name)
    except UsageError:
        path = Path(name)
        return path if path.suffix else SPECS / f"{name}.yaml"
