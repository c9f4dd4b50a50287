"""Run the command line. Exit codes: 0 success, 1 findings, 2 usage error, 3 internal error."""

from __future__ import annotations

import argparse
import contextlib
import errno
import gc
import importlib
import io
import os
import re
import select
import sys
from collections.abc import Iterable, Sequence

from generator import __version__
from generator.cli.commands import ALIASES, NAMES, SYNONYMS
from generator.cli.elapsed import elapsed_indicator
from generator.cli.help_format import format_help
from generator.diagnostics.suggestions import did_you_mean

OK, FINDINGS, USAGE, INTERNAL = 0, 1, 2, 3
# What the system refuses for reasons of its own: permissions, room, names, files that are folders.
_SYSTEM_ERRORS = frozenset(
    {
        *(
            errno.EACCES,
            errno.EDQUOT,
            errno.EEXIST,
            errno.EFBIG,
            errno.EIO,
            errno.EISDIR,
            errno.ELOOP,
            errno.ENAMETOOLONG,
        ),
        *(errno.ENOSPC, errno.ENOTDIR, errno.EPERM, errno.EROFS),
    }
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # A run is short and makes few cycles: looking for them often takes a tenth of its time.
    gc.set_threshold(100_000, 50, 50)
    _open_closed_streams()
    _set_output_encoding()
    words = list(sys.argv[1:] if argv is None else argv)
    words[:1] = [ALIASES.get(word, word) for word in words[:1]]
    if words and not words[0].startswith("-") and words[0] not in NAMES:
        familiar = f" (did you mean {SYNONYMS[words[0]]!r}?)" if words[0] in SYNONYMS else ""
        near = familiar or did_you_mean(words[0], NAMES) or ": 'payinfra --help' lists them"
        print(f"payinfra: there is no command {words[0]!r}{near}", file=sys.stderr)
        return USAGE
    if not words:
        full_parser().print_help(sys.stderr)
        print("\npayinfra: a command is required; 'payinfra init' lays out a repository of specs", file=sys.stderr)
        return USAGE
    parser = build_parser(words[:1]) if words and words[0] in NAMES else full_parser()
    arguments, unknown = parser.parse_known_args(words)
    if unknown:
        print(
            _unknown_argument_message(next(word for word in words if word in NAMES), unknown, parser), file=sys.stderr
        )
        return USAGE
    try:
        with elapsed_indicator():
            code = int(arguments.run(arguments))
        # Not left to the end of the process, where it is too late to tell that it failed.
        sys.stdout.flush()
        return code
    except BrokenPipeError as error:
        # Node.js that has died breaks a pipe, too.
        if not _output_pipe_is_closed():
            return _report(error, debug=arguments.debug)
        return OK
    except KeyboardInterrupt:
        return 130
    except Exception as error:
        return _report(error, debug=arguments.debug)


def _unknown_argument_message(command: str, unknown: Sequence[str], parser: argparse.ArgumentParser) -> str:
    """The message for words that a command does not take, with the option that was meant."""
    options = sorted(set(re.findall(r"--[a-z][a-z-]+", _help_of(command, parser))))
    word = unknown[0].partition("=")[0]
    near = did_you_mean(word, options) if word.startswith("-") else ""
    if word in options:
        near = ": options come after the command"
    more = near or f": 'payinfra {command} --help' shows what it takes"
    return f"payinfra {command}: there is no place for {unknown[0]!r}{more}"


def _help_of(command: str, parser: argparse.ArgumentParser) -> str:
    (commands,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return str(commands.choices[command].format_help())


def full_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    return build_parser(NAMES)


def build_parser(names: Iterable[str]) -> argparse.ArgumentParser:
    """Return the parser of some commands; a module is imported for each."""
    parser = argparse.ArgumentParser(
        prog="payinfra", description="One YAML spec an environment becomes its Terraform stack."
    )
    parser.add_argument("--version", action="version", version=f"payinfra {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for name in names:
        importlib.import_module(f"generator.cli.commands.{name}").add_to(commands)
    format_help(parser)
    return parser


def _report(error: Exception, *, debug: bool) -> int:
    """Report what went wrong, and return the exit code. Only validate prints findings itself."""
    from generator.diagnostics.extras import missing_extra
    from generator.diagnostics.findings import SpecError, ordered
    from generator.diagnostics.render.wrap import terminal_width, wrap_text
    from generator.diagnostics.usage_error import UsageError

    if isinstance(error, ImportError):
        error = missing_extra(error) or error
    if isinstance(error, UsageError):
        sys.stderr.write(wrap_text(f"payinfra: {error}\n", terminal_width(sys.stderr)))
        return USAGE
    if isinstance(error, SpecError):
        from generator.cli.terminal import colours_of
        from generator.diagnostics.render.text import as_text

        text = as_text(ordered(error.findings), colour=colours_of(sys.stderr))
        sys.stderr.write(wrap_text(text, terminal_width(sys.stderr)))
        return FINDINGS
    if isinstance(error, OSError) and error.errno in _SYSTEM_ERRORS and not debug:
        print(f"payinfra: {_system_error_message(error)}", file=sys.stderr)
        return USAGE
    if debug:
        raise error
    print(f"payinfra: internal error, our fault, not yours: {_one_line(error)} (--debug shows where)", file=sys.stderr)
    return INTERNAL


def _output_pipe_is_closed() -> bool:
    """Return whether the reader of our output is gone, as `head` is soon. The rest is thrown away."""
    if not hasattr(select, "poll"):
        return True  # Windows cannot be asked
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(io.UnsupportedOperation):
            poll = select.poll()
            poll.register(stream.fileno(), 0)
            if any(event & (select.POLLERR | select.POLLHUP) for _, event in poll.poll(0)):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
                return True
    return False


def _system_error_message(error: OSError) -> str:
    what = f"cannot read or write {error.filename!r}" if error.filename else "the system refuses"
    return f"{what}: {error.strerror}"


def _open_closed_streams() -> None:
    """Where a stream is closed, as with `>&-`, Python has none; what would be printed there is thrown away."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115  # open to the end


def _set_output_encoding() -> None:
    """Files and pipes get UTF-8, which specs are, too; a terminal gets escapes for what it cannot show."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        encoding = None if sys.stdout.isatty() else "utf-8"
        sys.stdout.reconfigure(encoding=encoding, errors="backslashreplace")


def _one_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return f"{type(error).__name__}: {text.splitlines()[0]}"


if __name__ == "__main__":
    sys.exit(main())
