"""`payinfra validate`: check specs, and fix them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.cli.arguments import Commands, add_debug

if TYPE_CHECKING:
    from generator.diagnostics.findings import Finding

FORMATS = ("text", "json", "sarif", "github", "junit")
_MOST_ROUNDS = 10
_EPILOG = """\
A finding is one line: file:line:column: level: path: message [ID]. The path names the entries of lists.

  error    the spec is refused; exit code 1
  warning  it works, but hurts; exit code 0, or 1 with --strict
  waived   a waiver in the spec says why this does not hold here, and until when; exit code 0

Exit codes: 0 success, 1 findings, 2 usage error, 3 internal error (our fault).
With a file that others extend, those are checked, too. Colours: only on a terminal; NO_COLOR, FORCE_COLOR.

examples:
  payinfra validate                           every spec in specs/
  payinfra validate dev                       one environment
  payinfra validate specs/dev.yaml other/     files and folders
  payinfra validate --fix                     apply safe fixes, report the rest
  payinfra validate --strict --quiet          for CI: warnings fail, and only what fails is shown
  payinfra validate --format github           as annotations of a pull request
  payinfra validate --format sarif > out.sarif
  payinfra validate --compliance prod         what synth would refuse under 'compliance: enforce', too
  payinfra validate --list-rules              every id, and what it is about
"""


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "validate",
        help="check specs against the schema and the rules",
        description="Check specs, without Node.js and without AWS. Everything that is wrong is reported in one run.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="spec files, folders or environments (default: specs/)"
    )
    parser.add_argument("--format", choices=FORMATS, default="text", help="how to print findings (default: text)")
    parser.add_argument("--fix", action="store_true", help="apply safe fixes in the files")
    parser.add_argument("--quiet", "-q", action="store_true", help="show only what makes the exit code 1")
    parser.add_argument("--strict", "--warnings-as-errors", action="store_true", help="exit 1 for warnings, too")
    parser.add_argument(
        "--compliance", action="store_true", help="judge the stacks by the controls, too, as synth does (takes Node.js)"
    )
    parser.add_argument("--list-rules", action="store_true", help="list every id with its summary, and exit")
    parser.add_argument("--force", action="store_true", help="check again even where nothing has changed")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.cli.terminal import colours, is_terminal
    from generator.diagnostics.render.wrap import terminal_width, wrap_text
    from generator.system.clock import utc_date
    from generator.system.run_cache import replay_if_unchanged
    from generator.validation.spec_selection import files

    if arguments.list_rules:
        return _list_rules()
    chosen = files(arguments.files)
    if arguments.fix:
        _fix(chosen)

    # Asked before the run, whose streams are recorded.
    colour, watched = colours(), is_terminal(sys.stderr) and not arguments.quiet
    width = terminal_width(sys.stdout)

    def check() -> int:
        from generator.diagnostics.findings import ordered
        from generator.diagnostics.render.text import summary
        from generator.validation.file_checks import check_files

        findings = check_files(chosen)
        if arguments.compliance:
            from generator.synthesis.compliance_report import compliance_findings

            findings = ordered([*findings, *compliance_findings(chosen)])
        code = report(findings, arguments, [str(path) for path in chosen], colour=colour, width=width)
        if watched and arguments.format == "text":
            sys.stderr.write(wrap_text(f"payinfra: {summary(findings)}\n", width))
        return code

    options = {name: getattr(arguments, name) for name in ("format", "quiet", "strict", "compliance")}
    key = ("validate", f"{options} {colour=} {watched=} {width=} {utc_date()}")
    return check() if arguments.force else replay_if_unchanged(key, chosen, check, list)


def report(
    findings: Sequence[Finding],
    arguments: argparse.Namespace,
    files: Sequence[str],
    *,
    colour: bool = False,
    width: int | None = None,
) -> int:
    """Print findings as the command line asks for, and return the exit code."""
    from generator.diagnostics.render import formats
    from generator.diagnostics.render.text import as_text
    from generator.diagnostics.render.wrap import wrap_text
    from generator.rules.catalog import rule_info

    fails = ("error", "warning") if arguments.strict else ("error",)
    failing = [finding for finding in findings if finding.level in fails]
    shown = failing if arguments.quiet else findings
    if arguments.format == "text":
        sys.stdout.write(wrap_text(as_text(shown, colour=colour), width))
    else:
        sys.stdout.write(formats(rule_info)[arguments.format](shown, files))
    return 1 if failing else 0


def _fix(files: Sequence[Path]) -> None:
    """Apply fixes until there are none: a stage that passes lets the next one report."""
    from generator.diagnostics.autofix import apply_fixes
    from generator.validation.file_checks import check_files

    total: dict[str, int] = {}
    for _ in range(_MOST_ROUNDS):
        fixed = apply_fixes(check_files(files))
        if not fixed:
            break
        for file, count in fixed.items():
            total[file] = total.get(file, 0) + count
    for file, count in sorted(total.items()):
        print(f"payinfra: fixed {count} in {file}", file=sys.stderr)


def _list_rules() -> int:
    from generator.rules.catalog import rule_infos

    for about in rule_infos():
        print(f"{about.code}  {about.summary}; waivable: {about.waivable}; {about.reference}")
    return 0
