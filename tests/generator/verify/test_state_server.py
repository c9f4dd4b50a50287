"""Terraform keeps a stack's state in the memory of the process that verifies it."""

from __future__ import annotations

import json
import os
import shutil
import urllib.error
import urllib.request

import pytest

from generator.verify.emulators.state_server import running_state_server
from generator.verify.terraform import Terraform


def address(backend):
    return backend["http"]["address"]


def test_a_state_is_kept_for_its_stack_alone_until_it_is_deleted():
    with running_state_server() as states:
        mine, other = (address(states.backend(name)) for name in ("mine", "other"))
        urllib.request.urlopen(urllib.request.Request(mine, b"{}", method="POST")).close()
        with urllib.request.urlopen(mine) as held:
            assert held.read() == b"{}"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(other)
        urllib.request.urlopen(urllib.request.Request(mine, method="DELETE")).close()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(mine)


def test_nobody_listens_behind_its_end():
    with running_state_server() as states:
        gone = address(states.backend("mine"))
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(gone)


@pytest.mark.skipif(shutil.which("terraform") is None, reason="needs terraform on the PATH")
def test_terraform_finds_there_what_it_has_applied(tmp_path):
    with running_state_server() as states:
        stack = {"terraform": {"backend": states.backend("it")}, "resource": {"terraform_data": {"it": {"input": "x"}}}}
        (tmp_path / "cdk.tf.json").write_text(json.dumps(stack))
        terraform = Terraform(tmp_path, {**os.environ, "CHECKPOINT_DISABLE": "1"})
        terraform.initialize(backend=True)
        assert states.state("it") == {}
        assert terraform.apply() == 1
        (resource,) = states.state("it")["resources"]
        assert resource["instances"][0]["attributes"]["input"]["value"] == "x"
        assert terraform.planned() == []
        assert terraform.destroy() == 1
        assert states.state("it")["resources"] == []
        assert not list(tmp_path.glob("*.tfstate*"))
