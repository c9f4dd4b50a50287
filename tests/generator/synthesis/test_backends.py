"""Stacks come one by one, while the next is made; and where Node.js can't have them told at once, call by call."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.engine.bundle import selection
from generator.engine.bundle.errors import BundleError
from generator.engine.node_client import NodeError
from generator.engine.node_session import NODE
from generator.planning.naming import stack_name
from generator.synthesis import backends
from generator.synthesis.backends import synthesize_apps
from generator.synthesis.synthesize import synthesize
from generator.validation.load import load_environment

ROOT = Path(__file__).resolve().parents[3]
SYNTH = """
import hashlib, sys
from pathlib import Path
from generator.validation.load import load_environment
from generator.synthesis.synthesize import synthesize
(file,) = synthesize([load_environment({"environmentSuffix": "one"})], Path(sys.argv[1]), enforce_compliance=False)
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
    for env, folder in synthesize_apps(
        environments("one", "two", "three"), tmp_path, lambda: events.append("meanwhile")
    ):
        assert (folder / "stacks" / stack_name(env) / "cdk.tf.json").is_file()
        events.append(env.environment_suffix)
    assert events == ["one", "two", "meanwhile", "three"]


def test_a_caller_that_stops_early_leaves_nothing_for_the_next_one(tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    stacks = synthesize_apps(environments("one", "two"), first, lambda: None)
    next(stacks)
    stacks.close()
    second.mkdir()
    ((env, _),) = synthesize_apps(environments("three"), second, lambda: None)
    assert env.environment_suffix == "three"


def test_a_node_that_ends_in_the_middle_is_a_fault_and_the_next_run_has_another(tmp_path):
    client = NODE.ready()
    assert client is not None
    client._node.kill()
    client._node.wait()
    with pytest.raises(NodeError, match="ended without an answer"):
        synthesize(environments("one"), tmp_path / "out", enforce_compliance=False)
    assert not (tmp_path / "out").exists()
    assert synthesize(environments("one"), tmp_path / "out", enforce_compliance=False)[0].is_file()


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    said, warnings = run(tmp_path_factory.mktemp("recorded"))
    assert warnings == []
    assert said.endswith(" False\n"), "a replay in Node.js needs no jsii"
    return said.removesuffix(" False\n")


def test_the_user_may_ask_for_the_stock_bindings(tmp_path, expected):
    assert run(tmp_path, PAYINFRA_BINDINGS="stock") == (f"{expected} True\n", [])


@pytest.fixture
def called(monkeypatch):
    """What is made call by call, for which this is only told; the process knows of no bindings yet."""
    told = []
    monkeypatch.setattr(selection, "_chosen", [])
    monkeypatch.setattr(NODE, "client", None)
    monkeypatch.setattr(backends, "_via_jsii", lambda environments, staging: iter(told.append(environments) or ()))
    return told


def test_where_node_cannot_load_the_bundle_stacks_are_made_call_by_call_by_the_stock_bindings(
    tmp_path, called, monkeypatch, capsys
):
    node = tmp_path / "node"
    node.write_text("#!/bin/sh\nexit 3\n")
    node.chmod(0o755)
    monkeypatch.setenv("JSII_NODE", str(node))
    assert list(synthesize_apps(["env"], tmp_path, lambda: None)) == []
    assert called == [["env"]]
    assert (NODE.client, selection.chosen_bundle()) == (None, None)
    (warning,) = capsys.readouterr().err.splitlines()
    assert "the stock AWS bindings run" in warning
    assert "Node.js can't load the bundle" in warning


def test_without_a_bundle_no_node_is_started_and_stacks_are_made_call_by_call(tmp_path, called, monkeypatch, capsys):
    monkeypatch.setattr(selection, "_bundle", refuse)
    monkeypatch.setenv("JSII_NODE", str(tmp_path / "not there"))
    assert list(synthesize_apps(["env"], tmp_path, lambda: None)) == []
    assert called == [["env"]]
    (warning,) = capsys.readouterr().err.splitlines()
    assert "the cache can't be used" in warning


def refuse() -> None:
    raise BundleError("the cache can't be used")
