"""`payinfra diff`: compare two specs, and their stacks."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

from generator.cli.arguments import Commands, add_debug
from generator.cli.spec_revision import spec_file_at_revision

if TYPE_CHECKING:
    from generator.analysis.resource_diff import ResourceChange
    from generator.spec.resolve import Resolved


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "diff",
        help="compare two environments, files or revisions: their specs, and the resources that they make",
        description="Compare two resolved specs. A side is an environment or a file, with @REVISION as it was in git; "
        "without a second side the first is compared with the file as it is now. Specs of old revisions are read by "
        "today's generator, so that what differs is what the specs say. Where suffixes differ, the second is compared "
        "under the suffix of the first, and its resources under the addresses of the first, too. Exits 0 whether "
        "or not anything differs.",
        epilog="examples: payinfra diff staging prod | payinfra diff prod@HEAD~1 --resources | "
        "payinfra diff prod@main prod --resources --format markdown",
    )
    parser.add_argument("before", metavar="A", help="environment or file, or ENV@REVISION")
    parser.add_argument("after", metavar="B", nargs="?", help="the same (default: the file of A as it is now)")
    parser.add_argument("--resources", action="store_true", help="compare the resources of the stacks, too")
    parser.add_argument(
        "--summary", action="store_true", help="count what differs, and name what is replaced or removed"
    )
    parser.add_argument("--format", choices=("json", "markdown", "text"), default="text", help="how to print it")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    import sys

    from generator.analysis.diff import spec_changes
    from generator.analysis.diff_formats import FORMATS, SUMMARIES, Comparison
    from generator.analysis.resource_diff import resource_changes, with_code
    from generator.builders.stack import plan_stack

    one, other = arguments.before, arguments.after or arguments.before.partition("@")[0]
    with ExitStack() as open_folders:
        before, after = _side(one, open_folders), _side(other, open_folders)
        names = _names_of(before, after)
        spec_after = _side(other, open_folders, {key: names[key] for key in names if key != "network"})
        alike = _side(other, open_folders, names) if names else after
    resources = None
    if arguments.resources:
        found = resource_changes(plan_stack(before.environment), plan_stack(alike.environment))
        resources = with_code(found, _code_changes(one, other, alike))
    notes = _notes(other, names)
    if "@" in one or "@" in other:
        notes.append("specs of other revisions are read by today's generator")
    compared = Comparison(one, other, list(spec_changes(before.node, spec_after.node)), resources, notes)
    formats = SUMMARIES if arguments.summary else FORMATS
    sys.stdout.write(formats[arguments.format](compared))
    return 0


def _names_of(before: Resolved, after: Resolved) -> dict[str, Any]:
    """What tells two environments apart and says nothing about them, as in the first: the suffix and the addresses."""
    one, other = before.environment, after.environment
    if one.environment_suffix == other.environment_suffix:
        return {}
    lengths = [env.network.cidr.partition("/")[2] for env in (one, other)]
    names: dict[str, Any] = {"environmentSuffix": one.environment_suffix}
    if one.network.cidr != other.network.cidr and lengths[0] == lengths[1]:
        names["network"] = {"cidr": one.network.cidr}
    return names


def _notes(other: str, names: Mapping[str, Any]) -> list[str]:
    if not names:
        return []
    addresses = f" and the addresses {names['network']['cidr']}" if "network" in names else ""
    return [f"{other} is compared under the suffix {names['environmentSuffix']!r}{addresses}"]


def _code_changes(one: str, other: str, after: Resolved) -> list[ResourceChange]:
    from pathlib import Path

    from generator.analysis.code_changes import code_changes

    revisions = [side.partition("@")[2] or None for side in (one, other)]
    if not any(revisions):
        return []
    return list(code_changes(revisions[0], revisions[1], after.environment, Path.cwd()))


def _side(text: str, open_folders: ExitStack, names: Mapping[str, Any] | None = None) -> Resolved:
    from generator.spec.resolve import resolve_file

    path, shown = spec_file_at_revision(text, open_folders)
    return resolve_file(path, display_path=shown, overrides=names)
