"""`payinfra synth`: write the Terraform JSON of environments and accounts."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from generator.cli.arguments import Commands, add_debug, environment_suffix


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "synth",
        help="write the Terraform JSON of environments",
        description="Write cdktf.out/stacks/<stack>/cdk.tf.json. A failed run leaves the last output as it was.",
        epilog="examples: payinfra synth | payinfra synth dev prod | payinfra synth dev --suffix pr-123",
    )
    parser.add_argument(
        "environments", nargs="*", metavar="ENV", help="environments, accounts or spec files (default: all in specs/)"
    )
    parser.add_argument("--suffix", help="make a copy of one environment under another suffix (or ENVIRONMENT_SUFFIX)")
    parser.add_argument("--out", default="cdktf.out", metavar="FOLDER", help="where to write (default: cdktf.out)")
    parser.add_argument("--force", action="store_true", help="synthesize again even where nothing has changed")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.diagnostics.render.wrap import terminal_width
    from generator.diagnostics.usage_error import UsageError
    from generator.system.clock import utc_date
    from generator.system.run_cache import replay_if_unchanged, stack_files
    from generator.validation.spec_selection import files

    if not arguments.out:
        raise UsageError("an empty --out names no folder: is a variable not set?")
    suffix, out = environment_suffix(arguments.suffix), Path(arguments.out)
    chosen, written = files(arguments.environments), list[Path]()

    # Asked before the run, whose streams are recorded.
    width = terminal_width(sys.stderr)

    def synth() -> int:
        from generator.synthesis.backends import start_node

        # Before all else is imported, so that it loads in the meantime.
        start_node()
        from generator.synthesis.synthesize import synthesize
        from generator.validation.environments import load_specs, warn

        loaded, findings = load_specs(arguments.environments, suffix)
        warn(findings, width)
        sources = loaded.environments
        written.extend(synthesize(loaded.specs, out, only_changed=not arguments.force, sources=sources))
        for file in written:
            print(_relative(file))
        return 0

    def outputs() -> list[Path]:
        return [out.absolute() / "manifest.json", *(part for file in written for part in stack_files(file))]

    if arguments.force:
        return synth()
    # A waiver in a spec ends on a day.
    key = (
        "synth",
        *arguments.environments,
        f"suffix={suffix}",
        f"out={out.absolute()}",
        f"day={utc_date()}",
        f"{width=}",
    )
    return replay_if_unchanged(key, chosen, synth, outputs)


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
