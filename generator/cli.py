"""The command line: what a person runs. Exit 0 well, 1 findings, 2 wrong usage, 3 a fault of ours."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from generator import __version__
from generator.commands import COMMANDS
from generator.commands.manual import readable
from generator.findings import SpecError, ordered
from generator.progress import sign_of_life
from generator.selection import SelectionError
from generator.unchanged import stack_files, told_again

OK, FINDINGS, USAGE, FAULT = 0, 1, 2, 3


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # A run is short and makes few cycles: looking for them often takes a tenth of its time.
    gc.set_threshold(100_000, 50, 50)
    arguments = parser_of_all().parse_args(argv)
    try:
        with sign_of_life():
            return int(arguments.run(arguments))
    except SelectionError as error:
        print(f"payinfra: {error}", file=sys.stderr)
        return USAGE
    except SpecError as error:
        _show(error)
        return FINDINGS
    except BrokenPipeError:
        # The reader has seen enough, as `head` does; what is left unwritten must not be complained of at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        if arguments.debug:
            raise
        print(f"payinfra: this is our fault, not yours: {_one_line(error)} (--debug shows where)", file=sys.stderr)
        return FAULT


def _synth(arguments: argparse.Namespace) -> int:
    from generator.selection import files
    from generator.today import today

    suffix, out = arguments.suffix or os.environ.get("ENVIRONMENT_SUFFIX"), Path(arguments.out)
    chosen, made = files(arguments.environments), list[Path]()

    def synth() -> int:
        from generator.making import start_node

        # Before all else is imported, so that it loads in the meantime.
        start_node()
        from generator.run import resolve_environments, warn
        from generator.synth import synthesize

        environments, findings = resolve_environments(arguments.environments, suffix)
        warn(findings)
        made.extend(synthesize(environments, out, only_changed=not arguments.force))
        for file in made:
            print(_relative(file))
        return OK

    def outputs() -> list[Path]:
        return [out.absolute() / "manifest.json", *(part for file in made for part in stack_files(file))]

    if arguments.force:
        return synth()
    # A waiver in a spec ends on a day.
    said = ("synth", *arguments.environments, f"suffix={suffix}", f"out={out.absolute()}", f"day={today()}")
    return told_again(said, chosen, synth, outputs)


def _verify(arguments: argparse.Namespace) -> int:
    from generator.verify.command import verify

    suffix = arguments.suffix or os.environ.get("ENVIRONMENT_SUFFIX")
    return verify(arguments.environments, suffix, emulate=arguments.emulate)


def parser_of_all() -> argparse.ArgumentParser:
    """The parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="payinfra", description="One YAML spec an environment becomes its Terraform stack."
    )
    parser.add_argument("--version", action="version", version=f"payinfra {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    synth = commands.add_parser(
        "synth",
        help="write the Terraform JSON of environments",
        description="Write cdktf.out/stacks/<stack>/cdk.tf.json. A failed run leaves the last output as it was.",
        epilog="examples: payinfra synth | payinfra synth dev prod | payinfra synth dev --suffix pr-123",
    )
    synth.add_argument(
        "environments", nargs="*", metavar="ENV", help="environments or spec files (default: all in specs/)"
    )
    synth.add_argument("--suffix", help="make a copy of one environment under another suffix (or ENVIRONMENT_SUFFIX)")
    synth.add_argument("--out", default="cdktf.out", metavar="FOLDER", help="where to write (default: cdktf.out)")
    synth.set_defaults(run=_synth)

    verify = commands.add_parser(
        "verify",
        help="take stacks through Terraform: validate and plan, or a whole life on emulators",
        description="Synthesize into a scratch folder; init, validate and plan with the AWS credentials that you have. "
        "With --emulate: apply to AWS emulators on this machine, plan again, destroy, and list what is left.",
        epilog="examples: payinfra verify dev | payinfra verify --emulate | "
        "payinfra verify dev --suffix pr-1 --emulate",
    )
    verify.add_argument(
        "environments", nargs="*", metavar="ENV", help="environments or spec files (default: all in specs/)"
    )
    verify.add_argument("--suffix", help="take a copy of one environment under another suffix (or ENVIRONMENT_SUFFIX)")
    verify.add_argument("--emulate", action="store_true", help="apply to emulators: no account, no credentials")
    verify.set_defaults(run=_verify)

    for module in COMMANDS:
        module.add_to(commands)

    synth.add_argument("--force", action="store_true", help="do it again even where nothing has changed")
    for command in (synth, verify):
        command.add_argument("--debug", action="store_true", help="show the traceback of a fault of ours")
    readable(parser)
    return parser


def _show(error: SpecError) -> None:
    """What stops a command other than validate, which tells its findings itself."""
    from generator.render.text import as_text
    from generator.terminal import is_terminal

    colour = is_terminal(sys.stderr) and not os.environ.get("NO_COLOR")
    sys.stderr.write(as_text(ordered(error.findings), colour=colour))


def _one_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return f"{type(error).__name__}: {text.splitlines()[0]}"


def _relative(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path


if __name__ == "__main__":
    sys.exit(main())
