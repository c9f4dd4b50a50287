"""Making stacks with cdktf, in Node.js: each written down and made by one message, or all call by call."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.engine.node_session import NODE
from generator.planning.naming import stack_name

if TYPE_CHECKING:
    from generator.engine.node_client import Player
    from generator.spec.model import Environment


def start_node() -> None:
    """Let Node.js load the bindings while Python does something else."""
    NODE.start()


def synthesize_apps(
    environments: Sequence[Environment], staging: Path, meanwhile: Callable[[], object]
) -> Iterator[tuple[Environment, Path]]:
    """Each environment with the folder below `staging` to which an app with its stack was written.

    While one is made, the next one is recorded and the one before is in the hands of the caller. `meanwhile` is called
    when there is nothing to do but wait. For one thread at a time. Raises PlayerError where cdktf does not take what
    the builders ask for.
    """
    player = NODE.start()
    if player is not None:
        # Before it is waited for: it may still be loading.
        from generator.synthesis.recorded_stack import recording_stack

        recording_stack()
        player = NODE.ready()
    if player is None:
        yield from _via_jsii(environments, staging)
    else:
        yield from _via_node(player, environments, staging, meanwhile)


def _via_node(
    player: Player, environments: Sequence[Environment], staging: Path, meanwhile: Callable[[], object]
) -> Iterator[tuple[Environment, Path]]:
    from generator.packaging.archives import BuiltArchives
    from generator.synthesis.recorded_stack import recorded

    archives = BuiltArchives()
    asked: deque[tuple[Environment, Path]] = deque()
    try:
        for number, env in enumerate(environments):
            folder = staging / str(number)
            folder.mkdir()
            player.ask(folder, stack_name(env), recorded(env, archives))
            asked.append((env, folder))
            if len(asked) > 1:
                player.await_one()
                yield asked.popleft()
        meanwhile()
        while asked:
            player.await_one()
            yield asked.popleft()
    finally:
        if asked:
            # Nobody will take the answers that are still to come.
            NODE.end()


def _via_jsii(environments: Sequence[Environment], staging: Path) -> Iterator[tuple[Environment, Path]]:
    from generator.engine.node_process import require_node, use_bundled_node

    use_bundled_node()
    require_node(proven=True)
    from generator.engine import App
    from lib.tap_stack import TapStack

    app = App(outdir=str(staging))
    for env in environments:
        TapStack(app, stack_name(env), spec=env)
    app.synth()
    for env in environments:
        yield env, staging
