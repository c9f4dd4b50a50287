"""Stacks come one by one, while the next is made; and where Node.js can't have them told at once, call by call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine.node import use_bundled_node
from generator.making import made_stacks, stack_name
from generator.pipeline import load_environment
from generator.recording.node import NODE
from generator.recording.player import PlayerError
from generator.synth import synthesize

ROOT = Path(__file__).resolve().parents[2]
SYNTH = """
import hashlib, sys
from pathlib import Path
from generator.pipeline import load_environment
from generator.synth import synthesize
(file,) = synthesize([load_environment({"environmentSuffix": "one"})], Path(sys.argv[1]), judged=False)
print(hashlib.sha256(file.read_bytes()).hexdigest(), "jsii" in sys.modules)
"""


def environments(*suffixes):
    return [load_environment({"environmentSuffix": suffix}) for suffix in suffixes]


def run(tmp_path: Path, **variables: str) -> tuple[str, list[str]]:
    """What SYNTH prints, and the lines on the error stream."""
    env = {**os.environ, "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, "-c", SYNTH, str(tmp_path / "out")]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[:2000]
    return done.stdout, done.stderr.splitlines()


def test_stacks_are_handed_over_in_their_order_and_the_time_of_the_last_one_is_used(tmp_path):
    events = []
    for env, folder in made_stacks(environments("one", "two", "three"), tmp_path, lambda: events.append("meanwhile")):
        assert (folder / "stacks" / stack_name(env) / "cdk.tf.json").is_file()
        events.append(env.environment_suffix)
    assert events == ["one", "two", "meanwhile", "three"]


def test_a_caller_that_stops_early_leaves_nothing_for_the_next_one(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    stacks = made_stacks(environments("one", "two"), first, lambda: None)
    next(stacks)
    stacks.close()
    second.mkdir()
    ((env, _),) = made_stacks(environments("three"), second, lambda: None)
    assert env.environment_suffix == "three"


def test_a_node_that_ends_in_the_middle_is_a_fault_and_the_next_run_has_another(tmp_path):
    player = NODE.ready()
    assert player is not None
    player._node.kill()
    player._node.wait()
    with pytest.raises(PlayerError, match="ended without an answer"):
        synthesize(environments("one"), tmp_path / "out", judged=False)
    assert not (tmp_path / "out").exists()
    assert synthesize(environments("one"), tmp_path / "out", judged=False)[0].is_file()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    said, warnings = run(tmp_path_factory.mktemp("recorded"))
    assert warnings == []
    assert said.endswith(" False\n"), "a recording needs no jsii"
    return said.removesuffix(" False\n")


def test_the_user_may_ask_for_calls(tmp_path, expected):
    assert run(tmp_path, PAYINFRA_BINDINGS="slim") == (f"{expected} True\n", [])


def test_stock_bindings_take_over_where_node_cannot_load_the_copy(tmp_path, expected):
    use_bundled_node()
    node = tmp_path / "node"
    node.write_text(f'#!/bin/sh\ncase "$*" in *player.js*) exit 3 ;; esac\nexec {os.environ["JSII_NODE"]} "$@"\n')
    node.chmod(0o755)
    said, warnings = run(tmp_path, JSII_NODE=str(node))
    assert said == f"{expected} True\n"
    assert len(warnings) == 1
    assert "the stock AWS bindings run" in warnings[0]
    assert "Node.js can't load the slim ones" in warnings[0]


def test_stock_bindings_take_over_where_the_cache_cannot_be_used(tmp_path, expected):
    home = tmp_path / "home"
    home.write_text("no folder, so that nothing can be kept in it")
    said, warnings = run(tmp_path, PAYINFRA_CACHE=str(home), JSII_RUNTIME_PACKAGE_CACHE="disabled")
    assert said == f"{expected} True\n"
    assert len(warnings) == 1
    assert "the cache can't be used" in warnings[0]
