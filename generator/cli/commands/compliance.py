"""`payinfra compliance`: report what a stack shows of PCI DSS, attribute by attribute."""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import sys
from typing import TYPE_CHECKING

from generator.cli.arguments import Commands, add_debug, add_environment, resolve_valid, spec_file

if TYPE_CHECKING:
    from pathlib import Path


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "compliance",
        help="judge the stack of an environment by the PCI DSS controls, and write the evidence",
        description="Synthesize the stack of an environment, judge it by every control, and print the evidence: which "
        "requirement, which control, which attribute of which resource. Exit 1 where a control fails that is not "
        "waived. The same stack, spec and date give the same report.",
        epilog="examples: payinfra compliance prod | payinfra compliance prod --format html --out build/prod.html | "
        "payinfra compliance prod --format sarif --date 2027-01-31",
    )
    add_environment(parser)
    parser.add_argument(
        "--format",
        dest="form",  # not `format`, which is how findings are printed
        choices=("html", "json", "markdown", "sarif", "text"),
        default="text",
        help="a table (text), a report to read (html, markdown) or to process (json, sarif)",
    )
    parser.add_argument("--out", metavar="FILE", help="where to write (default: standard output)")
    parser.add_argument("--date", type=_day, metavar="YYYY-MM-DD", help="the day of the report (default: today, UTC)")
    parser.add_argument("--stack", metavar="FILE", help="judge this cdk.tf.json, not a newly synthesized stack")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.compliance.report.formats import FORMATS
    from generator.synthesis.compliance_report import compliance_report
    from generator.system.clock import utc_date

    one = resolve_valid(spec_file(arguments.environment), arguments.suffix)
    stack = Path(arguments.stack) if arguments.stack else None
    report = compliance_report(one, arguments.date or utc_date(), stack)
    _write(FORMATS[arguments.form](report), Path(arguments.out) if arguments.out else None)
    return 1 if report.failed else 0


def _write(text: str, out: Path | None) -> None:
    if out is None:
        _print(text)
    else:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")


def _print(text: str) -> None:
    """Print a long text. Node.js leaves the pipe that it shares with us non-blocking, which would cut the text off."""
    with contextlib.suppress(OSError, ValueError):
        os.set_blocking(sys.stdout.fileno(), True)
    sys.stdout.write(text)
    sys.stdout.flush()


def _day(text: str) -> str:
    from datetime import date

    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2027-01-31")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: {error}") from error
