"""The steps that Terraform itself takes from one stack to the next, in their order, without AWS.

Each resource becomes a `terraform_data` of the same dependencies, lifecycle and arguments; those that replace it by its
row are triggers. Terraform plans and applies that graph as it would the stack. What AWS computes is the id, which is
new with a replacement; what is known only after an update is the output.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from generator.analysis.replacement_order import Contents
from generator.aws.resource_types import RESOURCE_TYPES
from generator.verify.emulators.state_server import StateServer

_REFERENCE = re.compile(r"((?:data\.)?\b(?:aws_\w+|local)\.[\w-]+)(?:\.(\w+))?")
_MEANINGS = {
    ("create",): "added",
    ("delete",): "removed",
    ("update",): "changed",
    ("delete", "create"): "replaced",
    ("create", "delete"): "replaced, created first",
}


class Step(NamedTuple):
    """`create`, `update` or `delete`, and the address in the stack."""

    action: str
    address: str


class StepsOfTerraform:
    """A folder with a graph, whose state is served. `apply` and `change` bring it to a stack."""

    def __init__(self, folder: Path, states: StateServer) -> None:
        self.folder = folder
        self.states = states
        self._backend = {"terraform": {"backend": states.backend(folder.name)}}

    def apply(self, stack: Contents) -> None:
        self._configure(stack)
        self._run("apply", "-auto-approve", "-input=false")

    def change(self, stack: Contents) -> tuple[dict[str, str], list[Step]]:
        """Return what Terraform plans for each resource that changes, and the steps that it then takes."""
        self._configure(stack)
        self._run("plan", "-refresh=false", "-out=next", "-input=false")
        shown = json.loads(self._run("show", "-json", "next"))
        actions = {
            _address(change["address"]): tuple(change["change"]["actions"]) for change in shown["resource_changes"]
        }
        planned = {address: _MEANINGS[action] for address, action in actions.items() if action != ("no-op",)}
        return planned, list(_steps(self._run("apply", "-json", "-input=false", "next").splitlines()))

    def started_from(self, folder: Path) -> StepsOfTerraform:
        """The same state in a new folder, for changes of its own."""
        folder.mkdir()
        self.states.copy(self.folder.name, folder.name)
        return StepsOfTerraform(folder, self.states)

    def destroy(self) -> list[Step]:
        return list(_steps(self._run("destroy", "-auto-approve", "-json", "-input=false").splitlines()))

    def _configure(self, stack: Contents) -> None:
        (self.folder / "graph.tf.json").write_text(json.dumps(self._backend | _graph(stack)), encoding="utf-8")
        if not (self.folder / ".terraform").exists():
            self._run("init", "-input=false")

    def _run(self, *arguments: str) -> str:
        done = subprocess.run(
            ["terraform", *arguments, *(["-no-color"] if "-json" not in arguments else [])],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr
        return done.stdout


def _steps(lines: list[str]) -> Iterator[Step]:
    for line in lines:
        event = json.loads(line)
        if event["type"] == "apply_complete":
            yield Step(event["hook"]["action"], _address(event["hook"]["resource"]["addr"]))


def _address(of_graph: str) -> str:
    return of_graph.removeprefix("terraform_data.").replace("__", ".", 1)


def _label(address: str) -> str:
    return address.replace(".", "__", 1)


def _graph(stack: Contents) -> dict[str, Any]:
    nodes = {_label(address): _node(address, stack) for address in stack if address.startswith("aws_")}
    return {"resource": {"terraform_data": nodes}}


def _node(address: str, given: Mapping[str, Any]) -> dict[str, Any]:
    arguments, row = given[address], RESOURCE_TYPES[address.partition(".")[0]]
    lifecycle = arguments.get("lifecycle", {})
    plain = {
        name: _encoded(value, given)
        for name, value in arguments.items()
        if name not in ("lifecycle", "depends_on", *lifecycle.get("ignore_changes", ()))
    }
    triggers = {name: value for name, value in plain.items() if name in row.replaced_by}
    order = {"create_before_destroy": True} if lifecycle.get("create_before_destroy") else {}
    by = [
        f"terraform_data.{_label('.'.join(text.split('.')[:2]))}.id"
        for text in lifecycle.get("replace_triggered_by", ())
    ]
    used = {
        found for found, _ in _REFERENCE.findall(json.dumps(arguments)) if found.startswith("aws_") and found != address
    }
    return {
        "input": {name: value for name, value in plain.items() if name not in triggers},
        "triggers_replace": triggers,
        "depends_on": [f"terraform_data.{_label(found)}" for found in sorted(used)],
        "lifecycle": {**order, **({"replace_triggered_by": by} if by else {})},
    }


def _encoded(value: Any, given: Mapping[str, Any]) -> Any:
    """A value in which texts that refer to something have, besides themselves, what that is."""
    if isinstance(value, dict):
        return {str(key): _encoded(item, given) for key, item in value.items()}
    if isinstance(value, list):
        return [_encoded(item, given) for item in value]
    if isinstance(value, str) and "${" in value:
        found = [_referred(address, attribute, given) for address, attribute in _REFERENCE.findall(value)]
        return {"text": value.replace("${", "<"), "of": found}
    return value


def _referred(address: str, attribute: str, given: Mapping[str, Any]) -> Any:
    arguments = given.get(address, {})
    if address.startswith("local."):
        return _encoded(arguments, given)
    if not address.startswith("aws_") or attribute in arguments:
        return _encoded(arguments.get(attribute, address), given)
    if attribute in RESOURCE_TYPES[address.partition(".")[0]].updated_with:
        return f"${{jsonencode(terraform_data.{_label(address)}.output)}}"
    return f"${{terraform_data.{_label(address)}.id}}"
