"""The snapshot: made once for a program, checked when it is taken, and done without where there can be none."""

from __future__ import annotations

import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from generator.engine import snapshot as snapshots
from generator.engine.bundle.cache import PROGRAM, Bundle
from generator.engine.node_process import use_bundled_node
from generator.engine.node_session import NodeSession
from generator.engine.snapshot import OPTIONS, snapshot_of

SOURCE = b"require('v8').startupSnapshot.setDeserializeMainFunction(() => console.log('from the snapshot'))"


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    (tmp_path / PROGRAM).write_bytes(SOURCE)
    return Bundle(folder=tmp_path, digests={PROGRAM: hashlib.sha256(SOURCE).hexdigest()})


@pytest.fixture
def node() -> str:
    use_bundled_node()
    return os.environ["JSII_NODE"]


def test_it_is_made_once_and_node_runs_from_it(bundle, node, monkeypatch):
    snapshot = snapshot_of(bundle, node)
    assert snapshot is not None
    command = [node, *OPTIONS, "--snapshot-blob", str(snapshot)]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "from the snapshot\n"
    monkeypatch.setattr(snapshots, "_build", lambda *_: pytest.fail("made again"))
    assert snapshot_of(bundle, node) == snapshot


@pytest.mark.parametrize("damage", [b"x", b""], ids=["longer", "changed"])
def test_a_damaged_one_is_made_again(bundle, node, damage):
    snapshot = snapshot_of(bundle, node)
    assert snapshot is not None
    content = snapshot.read_bytes()
    snapshot.write_bytes(content + damage if damage else b"x" + content[1:])
    again = snapshot_of(bundle, node)
    assert again is not None
    assert again.stem.endswith(hashlib.sha256(again.read_bytes()).hexdigest())
    assert list(bundle.node_cache.glob("*.blob")) == [again]


def test_a_program_that_makes_none_is_asked_once(bundle, tmp_path):
    node, asked = tmp_path / "old-node", tmp_path / "asked"
    node.write_text(f"#!/bin/sh\necho >> {asked}\necho 'bad option: --build-snapshot' >&2\nexit 9\n")
    node.chmod(0o755)
    assert snapshot_of(bundle, str(node)) is snapshot_of(bundle, str(node)) is None
    assert asked.read_text() == "\n"


def test_a_program_that_is_not_there_has_none(bundle, tmp_path):
    assert snapshot_of(bundle, str(tmp_path / "not there")) is None


def test_a_cache_that_cannot_be_written_has_none(bundle, node):
    bundle.node_cache.write_text("no folder")
    assert snapshot_of(bundle, node) is None


def test_only_those_of_the_last_programs_are_kept(bundle, node, tmp_path):
    for number in range(snapshots.KEPT_SNAPSHOTS + 1):
        program = tmp_path / f"node-{number}"
        program.write_text(f'#!/bin/sh\nexec {node} "$@"\n')
        program.chmod(0o755)
        newest = snapshot_of(bundle, str(program))
    kept = list(bundle.node_cache.glob("*.blob"))
    assert len(kept) == snapshots.KEPT_SNAPSHOTS
    assert newest in kept


def test_one_that_does_not_load_is_given_up_and_the_bundle_is_loaded_without(monkeypatch, tmp_path, node):
    program = tmp_path / "node"
    program.write_text(f'#!/bin/sh\ncase "$*" in *--build*) ;; *--snapshot*) exit 1 ;; esac\nexec {node} "$@"\n')
    program.chmod(0o755)
    monkeypatch.setenv("JSII_NODE", str(program))
    session = NodeSession()
    client = session.ready()
    assert client is not None
    assert client.snapshot is None
    session.end()
