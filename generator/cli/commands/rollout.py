"""`payinfra rollout`: move traffic from blue to green step by step, watched, and back."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from generator.cli.arguments import Commands, add_debug, add_environment, resolve_valid, spec_file

if TYPE_CHECKING:
    from generator.operations.live_rollout import LiveRollout
    from generator.planning.planned_rollout import PlannedRollout

ACTIONS = ("plan", "start", "status", "approve", "pause", "resume", "abort", "history", "record")


def add_to(commands: Commands) -> None:
    """Add the parser of this command."""
    parser = commands.add_parser(
        "rollout",
        help="release step by step: plan, start, watch, approve, pause, abort",
        description="Plan, start and steer the rollouts of an environment. `plan` needs no AWS; the others ask it "
        "with the credentials of the environment, and need payinfra[aws]. `status --watch` ends with 0 where the "
        "rollout succeeded and with 1 where it went back. See docs/runbooks/release.md.",
        epilog="examples: payinfra rollout plan prod | payinfra rollout start prod release --watch | "
        "payinfra rollout status prod --format json | payinfra rollout approve prod | payinfra rollout abort prod | "
        "payinfra rollout record prod",
    )
    parser.add_argument("action", choices=ACTIONS, metavar="ACTION", help=f"one of {', '.join(ACTIONS)}")
    add_environment(parser)
    parser.add_argument("name", metavar="NAME", nargs="?", help="the rollout, where the environment has several")
    parser.add_argument("--format", choices=("text", "json"), default="text", help="how to print it")
    parser.add_argument("--watch", action="store_true", help="with start and status: go on until it has ended")
    parser.add_argument("--step", type=int, metavar="PERCENT", help="with approve: the step that is meant")
    add_debug(parser)
    parser.set_defaults(run=_run)


def _run(arguments: argparse.Namespace) -> int:
    from generator.operations.aws_clients import client
    from generator.operations.live_rollout import LiveRollout
    from generator.operations.rollout_plan import select_rollout

    env = resolve_valid(spec_file(arguments.environment), arguments.suffix).environment
    planned = select_rollout(env, arguments.name)
    if arguments.action == "plan":
        return _plan(planned, arguments)
    live = LiveRollout(planned, env.aws_region, lambda service: client(service, env.aws_region))
    actions = {"start": _start, "status": _status, "history": _history, "record": _record}
    return actions.get(arguments.action, _steer)(live, arguments)


def _plan(planned: PlannedRollout, arguments: argparse.Namespace) -> int:
    import sys

    from generator.operations.rollout_plan import as_json, as_markdown

    sys.stdout.write(as_json(planned) if arguments.format == "json" else as_markdown(planned))
    return 0


def _start(live: LiveRollout, arguments: argparse.Namespace) -> int:
    name = live.start()
    if not arguments.watch:
        return _print(arguments, {"execution": name}, f"started {name}")
    return _status(live, arguments, name)


def _status(live: LiveRollout, arguments: argparse.Namespace, name: str | None = None) -> int:
    import sys

    from generator.cli.terminal import is_terminal
    from generator.operations.rollout_status import read_status
    from generator.operations.rollout_watch import has_not_rolled_back, line_by_line, on_terminal, watch

    if not arguments.watch:
        status = read_status(live)
        return _print(arguments, status.as_data(), "\n".join(status.lines()))
    plain = arguments.format == "json" or not is_terminal(sys.stdout)

    def write(text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()

    last = watch(live, line_by_line(write) if plain else on_terminal(write), name=name)
    if arguments.format == "json":
        _print(arguments, last.as_data(), "")
    return 0 if has_not_rolled_back(last) else 1


def _history(live: LiveRollout, arguments: argparse.Namespace) -> int:
    from generator.operations.rollout_status import history

    found = history(live)
    form = "{execution:<18} {status:<10} {started:<33} {startedBy} {reason}"
    return _print(arguments, found, "\n".join(form.format(**row) for row in found) or "no execution yet")


def _record(live: LiveRollout, arguments: argparse.Namespace) -> int:
    from generator.operations.spec_weights import agreed_weights, write_weights

    file = spec_file(arguments.environment)
    weights = agreed_weights(list(live.rules(live.settings())))
    changed = write_weights(file, weights)
    words = ", ".join(f"{name} {found['blue']}/{found['green']}" for name, found in weights.items())
    done = "wrote" if changed else "has already"
    return _print(arguments, {"file": str(file), "changed": changed, "weights": weights}, f"{file} {done} {words}")


def _steer(live: LiveRollout, arguments: argparse.Namespace) -> int:
    if arguments.action == "approve":
        step = live.approve(arguments.step)
        return _print(arguments, {"approved": step}, f"approved the step to {step} per cent")
    if arguments.action == "abort":
        name, greens = live.abort()
        safe = set(greens) <= {0}
        words = "all traffic is on blue" if safe else f"green still has {sorted(set(greens))}: the machine goes on"
        _print(arguments, {"execution": name, "green": greens}, f"aborted {name}: {words}")
        return 0 if safe else 1
    name = live.hold(paused=arguments.action == "pause")
    return _print(arguments, {"execution": name}, f"{arguments.action}d {name}: seen at its next look")


def _print(arguments: argparse.Namespace, data: object, text: str) -> int:
    import json

    print(json.dumps(data, indent=2) if arguments.format == "json" else text)
    return 0
