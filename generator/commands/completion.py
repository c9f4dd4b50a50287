"""`payinfra completion`: the words of this command line for bash, zsh and tcsh."""

from __future__ import annotations

import argparse

from generator.commands.common import Commands, add_debug

_EPILOG = """\
examples:
  payinfra completion bash > ~/.local/share/bash-completion/completions/payinfra
  payinfra completion zsh > ~/.zfunc/_payinfra        # with fpath+=~/.zfunc in ~/.zshrc
  eval "$(payinfra completion bash)"                  # for this shell only
"""
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
    from generator.cli import parser_of_all
    from generator.selection import SelectionError

    try:
        import shtab
    except ModuleNotFoundError as error:
        raise SelectionError("completion needs the package shtab: pip install shtab") from error
    parser = parser_of_all()
    _complete_specs(parser)
    print(shtab.complete(parser, arguments.shell, preamble=_ENVIRONMENTS.get(arguments.shell, "")))
    return 0


def _complete_specs(parser: argparse.ArgumentParser) -> None:
    """Arguments that name environments or spec files complete to those; others keep the words that they allow."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command in action.choices.values():
                _complete_specs(command)
        elif action.metavar in ("ENV", "FILE"):
            action.complete = {"bash": "_payinfra_specs", "zsh": "_payinfra_specs"}  # type: ignore[attr-defined]
