"""Add and read the arguments that several commands take: an environment, its suffix, --debug."""

from __future__ import annotations

import argparse
import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from generator.spec.resolve import Resolved

# What argparse hands out in `add_subparsers`; its type has no public name.
Commands = Any


def add_environment(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that name one environment."""
    parser.add_argument("environment", metavar="ENV", help="an environment in specs/, or a spec file")
    parser.add_argument("--suffix", help="as a copy of the environment under another suffix (or ENVIRONMENT_SUFFIX)")


def add_debug(parser: argparse.ArgumentParser) -> None:
    """Add --debug, which every command has."""
    parser.add_argument("--debug", action="store_true", help="show the traceback of an internal error")


def environment_suffix(suffix: str | None) -> str | None:
    """Return the suffix of the command line, or that of the process's environment."""
    return suffix or os.environ.get("ENVIRONMENT_SUFFIX")


def spec_overrides(suffix: str | None) -> dict[str, Any]:
    """Return what the command line and the process's environment override, as a spec."""
    from generator.validation.load import overrides

    return overrides(environment_suffix(suffix))


def spec_file(name: str) -> Path:
    """Return the one spec file that a name selects. Raises UsageError where it selects none or several."""
    from generator.diagnostics.usage_error import UsageError
    from generator.validation.spec_selection import files

    chosen = files([name])
    if len(chosen) != 1:
        raise UsageError(f"{name!r} means {len(chosen)} files: name one environment")
    return chosen[0]


def resolve_valid(path: Path, suffix: str | None = None) -> Resolved:
    """Return a spec that the rules accept. Raises SpecError with all findings."""
    from generator.diagnostics.findings import SpecError, has_errors
    from generator.spec.resolve import resolve_file
    from generator.validation.validate import check_rules

    one = resolve_file(path, overrides=spec_overrides(suffix))
    findings = check_rules(one)
    if has_errors(findings):
        raise SpecError(findings)
    return one
