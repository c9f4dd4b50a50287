"""What is written down is made as if it had been asked for call by call; what nobody can make is refused by name."""

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
from generator.engine.bindings import chosen_copy
from generator.engine.node import use_bundled_node
from generator.recording.engine import MARK, recording_engine
from generator.recording.player import PROGRAM, Player, PlayerError
from tests.support.waiting import PATIENCE_SECONDS

Build = Callable[[Any, Any], None]


@pytest.fixture(scope="module")
def player() -> Iterator[Player]:
    copy = chosen_copy()
    assert copy is not None
    use_bundled_node()
    player = Player(copy)
    player.await_loaded()
    yield player
    player.stop()


def recorded(player: Player, folder: Path, build: Build) -> str:
    engine = recording_engine("an engine")
    stack = engine.TerraformStack(None, "one")
    engine.aws.AwsProvider(stack, "aws", region="eu-central-1")
    build(engine, stack)
    folder.mkdir(exist_ok=True)
    player.ask(folder, "one", stack.recording)
    player.await_one()
    return (folder / "stacks" / "one" / "cdk.tf.json").read_text()


def called(folder: Path, build: Build) -> str:
    app = generator.engine.App(outdir=str(folder))
    stack = generator.engine.TerraformStack(app, "one")
    generator.engine.aws.AwsProvider(stack, "aws", region="eu-central-1")
    build(generator.engine, stack)
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


def settings(engine: Any, stack: Any) -> None:
    stack.add_override("terraform.required_version", ">= 1.10")
    engine.CloudBackend(stack, organization="o", workspaces=engine.NamedCloudWorkspace("w"))
    local = engine.TerraformLocal(stack, "wanted", {"a": [1, 2.5, True, "x"]})
    some = engine.Op.gte(engine.Fn.length_of(engine.Token.as_list(["a", "b"])), 1)
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
def test_a_recording_gives_the_bytes_that_calls_give(player, tmp_path, build):
    assert recorded(player, tmp_path / "recorded", build) == called(tmp_path / "called", build)


def test_text_and_keys_that_look_like_results_stay_as_they_are(player, tmp_path):
    tags = {"step": "${step-0:1}", "${step-0:0}": "x", "step-0": "0"}

    def build(engine: Any, stack: Any) -> None:
        engine.aws.SnsTopic(stack, "topic", name="orders", tags=tags)

    stack = json.loads(recorded(player, tmp_path / "out", build))
    assert stack["resource"]["aws_sns_topic"]["topic"]["tags"] == tags


def test_nobody_who_writes_a_spec_knows_the_mark():
    assert len(MARK) > 20
    assert MARK not in (Path(__file__).parents[3] / "generator" / "recording" / "engine.py").read_text()


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
        lambda engine, stack: engine.Fn.spilt(":", "a:b"),
        "there is no 'spilt'",
    ),
}


@pytest.mark.parametrize(("build", "said"), WRONG.values(), ids=WRONG.keys())
def test_what_cannot_be_made_is_refused_by_name_and_the_next_stack_is_made(player, tmp_path, build, said):
    with pytest.raises(PlayerError) as caught:
        recorded(player, tmp_path / "wrong", build)
    assert said in str(caught.value)
    assert "orders" in recorded(player, tmp_path / "right", settings)


def test_what_the_system_refuses_is_an_error_of_the_system(player, tmp_path):
    folder = tmp_path / "out"
    (folder / "stacks").mkdir(parents=True)
    (folder / "stacks" / "one").write_text("no folder")
    with pytest.raises(OSError, match="one") as caught:
        recorded(player, folder, settings)
    assert caught.value.errno in (errno.EEXIST, errno.ENOTDIR)

    def build(engine: Any, stack: Any) -> None:
        engine.TerraformAsset(stack, "a", path="/not/there", type=engine.AssetType.FILE, asset_hash="x")

    with pytest.raises(FileNotFoundError, match="/not/there"):
        recorded(player, tmp_path / "other", build)


def test_two_constructs_of_one_name_are_refused_where_the_builder_asks_for_the_second():
    engine = recording_engine("an engine")
    stack = engine.TerraformStack(None, "one")
    engine.aws.SnsTopic(stack, "topic")
    with pytest.raises(ValueError, match="already a construct 'topic'"):
        engine.aws.SqsQueue(stack, "topic")


def test_what_has_no_form_as_an_argument_is_refused(player, tmp_path):
    def build(engine: Any, stack: Any) -> None:
        engine.aws.SnsTopic(stack, "topic", name=object())

    with pytest.raises(TypeError, match="has given object as an argument"):
        recorded(player, tmp_path / "out", build)


def test_a_node_that_ends_is_noticed(tmp_path):
    copy = chosen_copy()
    assert copy is not None
    player = Player(copy)
    player.await_loaded()
    player._node.kill()
    player._node.wait()
    with pytest.raises(PlayerError, match="has ended without an answer"):
        recorded(player, tmp_path / "out", settings)
    player.stop()


def test_a_node_whose_python_was_killed_ends_without_a_word():
    copy = chosen_copy()
    assert copy is not None
    use_bundled_node()
    run = subprocess.Popen(
        [os.environ["JSII_NODE"], str(PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdout is not None
    run.stdout.close()
    run.stdout = None
    _, complained = run.communicate(
        json.dumps({"load": str(copy.folder)}).encode() + b'\n{"app', timeout=PATIENCE_SECONDS
    )
    assert (run.returncode, complained) == (0, b"")
