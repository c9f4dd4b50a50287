"""A JavaScript program that builds the same stack as a synthesized one, for comparison.

It is what a TypeScript project compiles to: each resource's class from its own module, one statement a resource, the
values as they stand in the JSON. Names of properties come from the provider's own description of its types.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from generator.engine.bundle.distributions import PACKAGES, installed_distributions
from generator.engine.bundle.npm_package import unpack

PROVIDER = "@cdktf/provider-aws"
META = {
    "create_before_destroy": "createBeforeDestroy",
    "error_message": "errorMessage",
    "ignore_changes": "ignoreChanges",
}
META |= {"prevent_destroy": "preventDestroy", "replace_triggered_by": "replaceTriggeredBy"}
# Names that jsii keeps for itself.
RENAMED = {"equals": "equal_to"}
HEAD = """"use strict";
const { App, S3Backend, TerraformLocal, TerraformOutput, TerraformStack } = require("cdktf");
{requires}
const [out, count] = process.argv.slice(2);
const app = new App({ outdir: out });
for (let number = 0; number < Number(count); number++) {
  const stack = new TerraformStack(app, number === 0 ? "{stack}" : `{stack}-${number}`);
{statements}
}
app.synth();
"""


def install_twin(folder: Path) -> None:
    """The npm packages of the same versions, in a folder of their own."""
    if (folder / "node_modules" / PROVIDER).is_dir():
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text('{"private": true}\n')
    wanted = [f"{described['name']}@{described['version']}" for described in map(_package, PACKAGES)]
    command = ["npm", "install", "--no-audit", "--no-fund", "--ignore-scripts", "--silent", *wanted]
    subprocess.run(command, cwd=folder, check=True)


def write_twin(stack_name: str, stack: Mapping[str, Any], target: Path) -> None:
    """Write the program for a stack."""
    provider_files = _files(PACKAGES[-1], "index.js", ".jsii")
    types, classes = json.loads(provider_files[".jsii"])["types"], _classes(provider_files)
    requires, statements = set(), []
    for kind, prefix in (("data", "data_"), ("resource", "")):
        for terraform_type, named in stack.get(kind, {}).items():
            folder, name = classes[prefix + terraform_type]
            requires.add(f'const {{ {name} }} = require("{PROVIDER}/lib/{folder}");')
            config = types[f"{PROVIDER}.{_camel(folder)}.{name}"]["initializer"]["parameters"][2]["type"]
            for identity, values in named.items():
                given = _converted({key: value for key, value in values.items() if key != "//"}, config, types)
                statements.append(f"  new {name}(stack, {json.dumps(identity)}, {json.dumps(given)});")
    requires.add(f'const {{ AwsProvider }} = require("{PROVIDER}/lib/provider");')
    config = f"{PROVIDER}.provider.AwsProviderConfig"
    provider = json.dumps(_converted(stack["provider"]["aws"][0], {"fqn": config}, types))
    head = [f'  new AwsProvider(stack, "aws", {provider});']
    head += _beside_resources(stack)
    text = HEAD.replace("{requires}", "\n".join(sorted(requires))).replace("{stack}", stack_name)
    target.write_text(text.replace("{statements}", "\n".join([*head, *statements])))


def _beside_resources(stack: Mapping[str, Any]) -> Iterator[str]:
    """Statements for backend, versions, outputs and locals."""
    for key, value in stack["terraform"].items():
        if key == "backend" and "s3" in value:
            words = {_camel(name.replace("_", "-")): item for name, item in value["s3"].items()}
            yield f"  new S3Backend(stack, {json.dumps(words)});"
        else:
            yield f'  stack.addOverride("terraform.{key}", {json.dumps(value)});'
    for name, output in stack.get("output", {}).items():
        yield f"  new TerraformOutput(stack, {json.dumps(name)}, {json.dumps(output)});"
    for name, local in stack.get("locals", {}).items():
        yield f"  new TerraformLocal(stack, {json.dumps(name)}, {json.dumps(local)});"


def same_stack(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two stacks are the same apart from what cdktf notes about constructs."""
    return _plain(one) == _plain(other)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items() if key != "//"}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def _package(module: str) -> dict[str, Any]:
    """What an installed npm package says of itself."""
    return dict(json.loads(_files(module, "package.json")["package.json"]))


def _files(module: str, *ends: str) -> dict[str, bytes]:
    """Files of the npm package inside of an installed wheel."""
    archive = installed_distributions()[module].archive
    assert archive is not None
    return unpack(archive.read_bytes(), lambda path: path.endswith(ends) and "node_modules/" not in path)


def _classes(files: Mapping[str, bytes]) -> dict[str, tuple[str, str]]:
    """From Terraform types to folder and class; data sources under `data_<type>`."""
    found = {}
    for path, content in files.items():
        if path.startswith("lib/"):
            for name, kind in re.findall(r'^(\w+)\.tfResourceType = "(\w+)";$', content.decode(), re.MULTILINE):
                folder = path.split("/")[1]
                found[("data_" if folder.startswith("data-") else "") + kind] = (folder, name)
    return found


def _converted(value: Any, described: Mapping[str, Any], types: Mapping[str, Any]) -> Any:
    """A value of the JSON as the class wants it: `hash_key` becomes `hashKey`, the keys of maps stay."""
    if "union" in described:
        wanted = [arm for arm in described["union"]["types"] if arm.get("fqn") != "cdktf.IResolvable"]
        return _converted(value, wanted[0], types)
    collection = described.get("collection")
    if collection and collection["kind"] == "array" and isinstance(value, list):
        return [_converted(item, collection["elementtype"], types) for item in value]
    structure = types.get(described.get("fqn", ""), {})
    if structure.get("kind") != "interface":
        return value
    if isinstance(value, list):
        return _converted(value[0], described, types)
    if not isinstance(value, dict):
        return value
    known = {property_["name"].lower(): property_ for property_ in structure.get("properties", ())}
    return dict(_property(key, item, known, types) for key, item in value.items())


def _property(key: str, value: Any, known: Mapping[str, Any], types: Mapping[str, Any]) -> tuple[str, Any]:
    if key == "depends_on":
        return "dependsOn", [{"fqn": name} for name in value]
    if key == "lifecycle":
        return key, _meta(value)
    property_ = known[RENAMED.get(key, key).replace("_", "").lower()]
    return property_["name"], _converted(value, property_["type"], types)


def _meta(value: Any) -> Any:
    if isinstance(value, dict):
        return {META.get(key, key): _meta(item) for key, item in value.items()}
    return [_meta(item) for item in value] if isinstance(value, list) else value


def _camel(folder: str) -> str:
    head, *rest = folder.split("-")
    return head + "".join(part.capitalize() for part in rest)
