"""A plan replayed in Node.js gives the bytes that calls of cdktf give; what nobody can create is refused by name."""

from __future__ import annotations

import errno
import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import generator.engine
import generator.stack_plan
from generator.aws.resource_types import RESOURCE_TYPES
from generator.engine.bindings_replay import replay_with_bindings
from generator.engine.bundle.cache import PROGRAM
from generator.engine.bundle.selection import chosen_bundle
from generator.engine.jsii_replay import replay
from generator.engine.node_client import NodeClient, NodeError
from generator.engine.node_process import use_bundled_node
from generator.stack_plan import Scope, StackPlan
from generator.stack_plan.operations import TOKEN_PREFIX
from tests.support.waiting import PATIENCE_SECONDS

Build = Callable[[Any, Any], None]


@pytest.fixture(scope="module")
def client() -> Iterator[NodeClient]:
    bundle = chosen_bundle()
    assert bundle is not None
    use_bundled_node()
    client = NodeClient(bundle)
    client.await_loaded()
    yield client
    client.stop()


def planned(build: Build) -> StackPlan:
    scope = Scope()
    generator.stack_plan.aws.AwsProvider(scope, "aws", region="eu-central-1")
    build(generator.stack_plan, scope)
    return scope.plan()


def replayed(client: NodeClient, folder: Path, build: Build) -> str:
    """The bytes that Node.js makes of a plan."""
    plan = planned(build)
    folder.mkdir(exist_ok=True)
    client.submit(folder, "one", plan)
    client.wait_next()
    return (folder / "stacks" / "one" / "cdk.tf.json").read_text()


def replayed_by(replay: Callable[[StackPlan, Any], None], folder: Path, build: Build) -> str:
    """The bytes of a plan that is replayed onto a stack in the kernel of jsii."""
    app = generator.engine.App(outdir=str(folder))
    replay(planned(build), generator.engine.TerraformStack(app, "one"))
    app.synth()
    return (folder / "stacks" / "one" / "cdk.tf.json").read_text()


def called(folder: Path, build: Build) -> str:
    app = generator.engine.App(outdir=str(folder))
    stack = generator.engine.TerraformStack(app, "one")
    generator.engine.aws.AwsProvider(stack, "aws", region="eu-central-1")
    build(generator.engine, stack)
    for construct in stack.node.children:
        kind = RESOURCE_TYPES.get(str(getattr(construct, "terraform_resource_type", None)))
        if kind is not None and kind.create_before_destroy:
            # What a plan takes from the row of the type.
            given = construct.lifecycle
            parts = ("ignore_changes", "precondition", "postcondition")
            more = {part: getattr(given, part) for part in parts if given is not None}
            construct.lifecycle = generator.engine.TerraformResourceLifecycle(create_before_destroy=True, **more)
    app.synth()
    return (folder / "stacks" / "one" / "cdk.tf.json").read_text()


def references(engine: Any, stack: Any) -> None:
    aws = engine.aws
    tags = [aws.AwsProviderDefaultTags(tags={"A_b": "c"})]
    aws.AwsProvider(stack, "other", alias="other", region="eu-west-1", default_tags=tags)
    key = aws.KmsKey(stack, "key", description=None, deletion_window_in_days=7)
    topic = aws.SnsTopic(stack, "topic.of-1", name="orders", kms_master_key_id=key.arn, depends_on=[key])
    zone = aws.VpcEndpoint(stack, "endpoint", vpc_id="vpc", service_name=f"a-{topic.arn}/*", tags={"K": key.arn})
    aws.Route53Record(
        stack,
        "record",
        zone_id=zone.dns_entry.get(0).hosted_zone_id,
        name="n",
        type="A",
        ttl=key.deletion_window_in_days,
        records=zone.network_interface_ids,
    )
    policy = json.dumps({"Resource": [topic.arn, f"{topic.arn}:x"], "days": str(key.deletion_window_in_days)})
    aws.SnsTopicPolicy(stack, "policy", arn=topic.arn, policy=policy)
    aws.SsmParameter(
        stack, "fn", name=engine.Fn.element(engine.Fn.split(":", topic.arn), 6), type="String", value='a "quoted" ${x}'
    )


def override(stack: Any, path: str, value: Any) -> None:
    (stack.override if isinstance(stack, Scope) else stack.add_override)(path, value)


def settings(engine: Any, stack: Any) -> None:
    override(stack, "terraform.required_version", ">= 1.10")
    workspace = engine.NamedCloudWorkspace(*([stack] if isinstance(stack, Scope) else []), "w")
    engine.CloudBackend(stack, organization="o", workspaces=workspace)
    local = engine.TerraformLocal(stack, "wanted", {"a": [1, 2.5, True, "x"]})
    zone = engine.aws.VpcEndpoint(stack, "endpoint", vpc_id="vpc", service_name="s")
    some = engine.Op.gte(engine.Fn.length_of(engine.Token.as_list([zone.id, "b"])), 1)
    engine.aws.SnsTopic(
        stack,
        "topic",
        name="orders",
        lifecycle=engine.TerraformResourceLifecycle(
            ignore_changes=["tags"],
            precondition=[engine.Precondition(condition=engine.Token.as_string(some), error_message="none")],
            postcondition=[engine.Postcondition(condition=f"${{{local.fqn} == null}}", error_message="some")],
        ),
    )


def a_backend(engine: Any, stack: Any) -> None:
    engine.S3Backend(stack, bucket="b", key="k", region="us-east-1", encrypt=True)
    engine.aws.SnsTopic(stack, "topic", name="orders")


def an_archive(engine: Any, stack: Any) -> None:
    file = Path(__file__)
    kind = engine.AssetType.FILE
    asset = engine.TerraformAsset(stack, "archive", path=str(file), type=kind, asset_hash="abc")
    engine.aws.SsmParameter(stack, "path", name="p", type="String", value=str(asset.path))


def much(engine: Any, stack: Any) -> None:
    for number in range(4):
        engine.aws.SnsTopic(stack, f"t{number}", name="ü€😀" * 100_000)


@pytest.mark.parametrize("build", [references, settings, a_backend, an_archive, much])
def test_a_plan_gives_the_bytes_that_calls_give_however_it_is_replayed(client, tmp_path, build):
    expected = called(tmp_path / "called", build)
    assert replayed(client, tmp_path / "replayed", build) == expected
    assert replayed_by(replay, tmp_path / "one-call", build) == expected
    assert replayed_by(replay_with_bindings, tmp_path / "by-calls", build) == expected


def test_text_and_keys_that_look_like_results_stay_as_they_are(client, tmp_path):
    tags = {"step": "${step-0:1}", "${step-0:0}": "x", "step-0": "0"}

    def build(engine: Any, stack: Any) -> None:
        engine.aws.SnsTopic(stack, "topic", name="orders", tags=tags)

    stack = json.loads(replayed(client, tmp_path / "out", build))
    assert stack["resource"]["aws_sns_topic"]["topic"]["tags"] == tags


def test_nobody_who_writes_a_spec_knows_the_prefix_of_tokens():
    assert len(TOKEN_PREFIX) > 20
    assert TOKEN_PREFIX not in (Path(__file__).parents[3] / "generator" / "stack_plan" / "operations.py").read_text()


WRONG: dict[str, tuple[Build, str]] = {
    "an argument that is none": (
        lambda engine, stack: engine.aws.SnsTopic(stack, "topic", naem="orders"),
        "SnsTopic topic: SnsTopicConfig has no argument 'naem'",
    ),
    "an argument of a block that is none": (
        lambda engine, stack: engine.aws.SnsTopic(
            stack, "topic", lifecycle=engine.TerraformResourceLifecycle(ignore=["x"])
        ),
        "TerraformResourceLifecycle has no argument 'ignore'",
    ),
    "a missing argument": (
        lambda engine, stack: engine.aws.SnsTopicPolicy(stack, "policy", arn="a", policy=None),
        "SnsTopicPolicyConfig needs the argument 'policy'",
    ),
    "an attribute that is none": (
        lambda engine, stack: engine.aws.SnsTopic(stack, "topic", name="a").anr,
        "there is no 'anr' in SnsTopic",
    ),
    "a function that is none": (
        lambda engine, stack: engine.Fn.spilt(":", engine.aws.SnsTopic(stack, "topic", name="a").arn),
        "there is no 'spilt'",
    ),
}


@pytest.mark.parametrize(("build", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_made_is_refused_by_name_and_the_next_stack_is_made(client, tmp_path, build, said):
    with pytest.raises(NodeError) as caught:
        replayed(client, tmp_path / "wrong", build)
    assert said in str(caught.value)
    assert "orders" in replayed(client, tmp_path / "right", settings)


def test_what_the_system_refuses_is_an_error_of_the_system(client, tmp_path):
    folder = tmp_path / "out"
    (folder / "stacks").mkdir(parents=True)
    (folder / "stacks" / "one").write_text("no folder")
    with pytest.raises(OSError, match="one") as caught:
        replayed(client, folder, settings)
    assert caught.value.errno in (errno.EEXIST, errno.ENOTDIR)

    def build(engine: Any, stack: Any) -> None:
        engine.TerraformAsset(stack, "a", path="/not/there", type=engine.AssetType.FILE, asset_hash="x")

    with pytest.raises(FileNotFoundError, match="/not/there"):
        replayed(client, tmp_path / "other", build)


def test_a_node_that_ends_is_noticed(tmp_path):
    bundle = chosen_bundle()
    assert bundle is not None
    client = NodeClient(bundle)
    client.await_loaded()
    client._node.kill()
    client._node.wait()
    with pytest.raises(NodeError, match="has ended without an answer"):
        replayed(client, tmp_path / "out", settings)
    client.stop()


def test_a_node_whose_python_was_killed_ends_without_a_word():
    bundle = chosen_bundle()
    assert bundle is not None
    use_bundled_node()
    run = subprocess.Popen(
        [os.environ["JSII_NODE"], str(bundle.file(PROGRAM))],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdout is not None
    run.stdout.close()
    run.stdout = None
    _, complained = run.communicate(b'{"app": "out"}\n{"app', timeout=PATIENCE_SECONDS)
    assert (run.returncode, complained) == (0, b"")
