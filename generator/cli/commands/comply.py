"""`payinfra comply`: what the stack of an environment shows of PCI DSS, attribute by attribute."""

from __future__ import annotations

import argparse
import re

from generator.cli.commands.common import Commands, add_debug, add_environment, resolved, the_file


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "comply",
        help="judge the stack of an environment by the PCI DSS controls, and write the evidence",
        description="Synthesize the stack of an environment, judge it by every control, and print the evidence: which "
        "requirement, which control, which attribute of which resource. Exit 1 where a control fails that is not "
        "waived. The same stack, spec and date give the same report.",
        epilog="examples: payinfra comply prod | payinfra comply prod --format html --out build/prod.html | "
        "payinfra comply prod --format sarif --date 2027-01-31",
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
    parser.add_argument("--stack", metavar="FILE", help="judge this cdk.tf.json, not a stack made anew")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from pathlib import Path

    from generator.compliance.comply import write_report

    one = resolved(the_file(arguments.environment), arguments.suffix)
    complies = write_report(
        one,
        form=arguments.form,
        out=Path(arguments.out) if arguments.out else None,
        day=arguments.date,
        stack=Path(arguments.stack) if arguments.stack else None,
    )
    return 0 if complies else 1


def _day(text: str) -> str:
    from datetime import date

    if not re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no day: write it as 2027-01-31")
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no day: {error}") from error
