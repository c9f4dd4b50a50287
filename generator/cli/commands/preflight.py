"""`payinfra preflight`: look at the AWS account before the first apply."""

from __future__ import annotations

import argparse

from generator.cli.arguments import Commands, add_debug, add_environment, resolve_valid, spec_file

_EPILOG = """\
Reads only, with your credentials (AWS_PROFILE): quotas, zones, the account's id, API Gateway's role for
logs, the certificate, the state's bucket, names that are taken, service-linked roles. Needs boto3:
pip install 'payinfra[aws]'.

  error    an apply would fail; exit code 1
  warning  it may fail, or hurts later
  unknown  AWS does not say, or not to you

Exit codes: 0 nothing stops an apply, 1 something does, 2 boto3 or credentials are missing.

examples:
  payinfra preflight dev
  payinfra preflight prod --format json
"""


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "preflight",
        help="look at the AWS account before the first apply",
        description="Ask the account for what an environment needs of it. Each row says what to do.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_environment(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print (default: text)")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.verify.preflight.command import preflight

    environment = resolve_valid(spec_file(arguments.environment), arguments.suffix).environment
    return preflight(environment, as_json=arguments.format == "json")
