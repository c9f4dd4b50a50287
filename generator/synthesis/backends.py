"""Engines of a synthesis: a plan is replayed in Node.js in one batch, or call by call through the Python bindings."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from generator.engine.node_session import NODE
from generator.planning.naming import stack_name

if TYPE_CHECKING:
    from generator.engine.node_client import NodeClient
    from generator.spec.resolve import Spec


def start_node() -> None:
    """Let Node.js load the bindings while Python does something else."""
    NODE.start()


def synthesize_apps(
    specs: Sequence[Spec], staging: Path, meanwhile: Callable[[], object]
) -> Iterator[tuple[Spec, Path]]:
    """Yield each spec with the folder below `staging` to which an app with its stack was written.

    While one is replayed, the next one is planned and the one before is in the hands of the caller. `meanwhile` is
    called when there is nothing to do but wait. For one thread at a time. Raises NodeError where cdktf does not take
    what the builders ask for.
    """
    client = NODE.start()
    if client is not None:
        # Imported before Node.js is waited for: it may still be loading.
        import generator.builders.plan  # noqa: F401

        client = NODE.ready()
    if client is None:
        yield from _via_jsii(specs, staging)
    else:
        yield from _via_node(client, specs, staging, meanwhile)


def _via_node(
    client: NodeClient, specs: Sequence[Spec], staging: Path, meanwhile: Callable[[], object]
) -> Iterator[tuple[Spec, Path]]:
    from generator.builders.plan import plan_spec
    from generator.packaging.archives import BuiltArchives

    archives = BuiltArchives()
    submitted: deque[tuple[Spec, Path]] = deque()
    try:
        for number, spec in enumerate(specs):
            folder = staging / str(number)
            folder.mkdir()
            client.submit(folder, stack_name(spec), plan_spec(spec, archives))
            submitted.append((spec, folder))
            if len(submitted) > 1:
                client.wait_next()
                yield submitted.popleft()
        meanwhile()
        while submitted:
            client.wait_next()
            yield submitted.popleft()
    finally:
        if submitted:
            # Nobody will take the answers that are still to come.
            NODE.end()


def _via_jsii(specs: Sequence[Spec], staging: Path) -> Iterator[tuple[Spec, Path]]:
    from generator.engine.node_process import require_node, use_bundled_node

    use_bundled_node()
    require_node(proven=True)
    from generator.builders.plan import plan_spec
    from generator.engine import TerraformStack, new_app
    from generator.engine.jsii_replay import replay
    from generator.packaging.archives import BuiltArchives

    app, archives = new_app(staging), BuiltArchives()
    for spec in specs:
        replay(plan_spec(spec, archives), TerraformStack(app, stack_name(spec)))
    app.synth()
    for spec in specs:
        yield spec, staging
