"""`payinfra completion`: print a completion script for bash, zsh or tcsh."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

from generator.cli.arguments import Commands, add_debug

_EPILOG = """\
examples:
  payinfra completion bash > ~/.local/share/bash-completion/completions/payinfra
  payinfra completion zsh > ~/.zfunc/_payinfra        # with fpath+=~/.zfunc in ~/.zshrc
  eval "$(payinfra completion bash)"                  # for this shell only; zsh: after compinit
"""
# The arguments that name environments or spec files.
_SPECS = ("after", "before", "environment", "environments", "files", "source")
# What shtab writes for zsh, and what it should: each word of a list completes, not the first alone; and a script that
# is sourced is registered, as one that is evaluated.
_CORRECTED = {'"(*)::': '"*:', "$zsh_eval_context[-1] == eval": "$zsh_eval_context[-1] == (eval|file)"}
_ENVIRONMENTS = {
    "bash": """
_payinfra_specs() {
  local path
  for path in specs/*.yaml specs/*.yml; do
    [ -e "$path" ] && path="${path##*/}" && compgen -W "${path%.*}" -- "$1"
  done
  compgen -f -X '!*.y*ml' -- "$1"
  compgen -d -- "$1"
}
""",
    "zsh": """
_payinfra_specs() {
  local -a names
  names=(specs/*.y(a|)ml(N:t:r))
  compadd -a names
  _files -g '*.y(a|)ml'
}
""",
}


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "completion",
        help="print a script that completes this command line in a shell",
        description="Print a completion script: commands, options, their values, environments and spec files.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("shell", choices=("bash", "zsh", "tcsh"), help="the shell it is for")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.cli.main import full_parser
    from generator.diagnostics.usage_error import UsageError

    try:
        import shtab
    except ModuleNotFoundError as error:
        raise UsageError("completion needs the package shtab: pip install shtab") from error
    parser = full_parser()
    _describe_shortly(parser)
    _complete_values(parser, shtab.FILE, shtab.DIRECTORY)
    script = shtab.complete(parser, arguments.shell, preamble=_ENVIRONMENTS.get(arguments.shell, ""))
    if arguments.shell == "zsh":
        for wrong, right in _CORRECTED.items():
            script = script.replace(wrong, right)
    print(script)
    return 0


def _commands_of(parser: argparse.ArgumentParser) -> Iterator[tuple[str, str, argparse.ArgumentParser]]:
    """Name, help in a few words, and parser of each command and of each of its actions."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            helps = {choice.dest: choice.help or "" for choice in action._choices_actions}
            for name, command in action.choices.items():
                yield name, helps.get(name, ""), command
                yield from _commands_of(command)


def _describe_shortly(parser: argparse.ArgumentParser) -> None:
    """A menu has room for the few words of the list of commands; descriptions are several lines."""
    for _, words, command in _commands_of(parser):
        command.description = words


def _complete_values(parser: argparse.ArgumentParser, files: Mapping[str, Any], folders: Mapping[str, Any]) -> None:
    """Say what each value is: an environment or spec, any file, a folder. Others keep the words that they allow."""
    for name, _, command in _commands_of(parser):
        for action in command._actions:
            if name == "new" and action.dest == "environment":
                continue  # a name that is not taken yet
            if action.dest in _SPECS:
                action.complete = dict.fromkeys(("bash", "zsh"), "_payinfra_specs")  # type: ignore[attr-defined]
            elif action.metavar in ("FILE", "FOLDER"):
                action.complete = files if action.metavar == "FILE" else folders  # type: ignore[attr-defined]
