"""What `explain` says of a line is what happens when the line changes: shown by synthesis, line by line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from generator.analysis.explain import explain_address, explain_path
from generator.analysis.impact import Effect, ImpactAnalyzer
from generator.analysis.layers import layers_of
from generator.analysis.paths import parse
from generator.diagnostics.spec_path import SpecPath
from generator.planning.naming import stack_name
from generator.spec.model import Environment
from generator.spec.node import find
from generator.spec.resolve import resolve_file
from generator.stack_plan.operations import PROVIDER_ADDRESS, SETTINGS_ADDRESS
from generator.synthesis.backends import synthesize_apps

pytestmark = pytest.mark.slow
SPECS = Path(__file__).resolve().parents[3] / "specs"
PROD_LINES = (SPECS / "prod.yaml").read_text(encoding="utf-8").splitlines()
RULE = "aws_lb_listener_rule.listener-rule-route-create-payment"
# Lines of specs/prod.yaml and specs/base.yaml, over the sections that they speak of.
WRITTEN = (
    "tags.Project",
    "migration.relay.serverName",
    "loadBalancer.targets.transaction-processing.weights.blue",
    "network.cidr",
    "database.instanceClass",
    "database.readers.count",
    "functions.transaction-processing.reservedConcurrency",
    "topics.system-errors.subscriptions.on-call.endpoint",
    "api.throttle.burst",
)
# What only the schema says: each is changed by a line of a file that extends production.
DEFAULTS = (
    "network.flowLogRetentionDays",
    "tables.transactions.recoveryDays",
    "buckets.audit.lifecycle.noncurrentExpireAfterDays",
    "parameters.fraud/rules.tier",
    "monitoring.alarms.api-latency-p99.threshold",
    "audit.trail.logRetentionDays",
    "encryption.rotationDays",
)


def stacks(environments: dict[str, Environment], folder: Path) -> dict[str, dict[str, str]]:
    """The stacks as they are synthesized: everything by its address, as text."""
    folder.mkdir()
    made = synthesize_apps(list(environments.values()), folder, lambda: None)
    files = (place / "stacks" / stack_name(env) / "cdk.tf.json" for env, place in made)
    return {
        name: by_address(json.loads(file.read_text(encoding="utf-8")))
        for name, file in zip(environments, files, strict=True)
    }


def by_address(stack: dict) -> dict[str, str]:
    found = {PROVIDER_ADDRESS: stack["provider"], SETTINGS_ADDRESS: stack["terraform"]}
    for prefix, section in (("", stack["resource"]), ("data.", stack.get("data", {}))):
        for kind, entries in section.items():
            for name, content in entries.items():
                found[f"{prefix}{kind}.{name}"] = {key: item for key, item in content.items() if key != "//"}
    found |= {f"local.{name}": value for name, value in stack.get("locals", {}).items()}
    return {address: json.dumps(content, sort_keys=True) for address, content in found.items()}


def changed_line(folder: Path, analyzer: ImpactAnalyzer, at: SpecPath, value: object) -> Path:
    """A copy of the specs in which one line has another value."""
    copy = shutil.copytree(SPECS, folder)
    node = find(analyzer.resolved.node, at)
    location = node.location
    file = copy / Path(location.file).name
    lines = file.read_text(encoding="utf-8").splitlines()
    line, old = lines[location.line - 1], str(node.value)
    before, after = line[: location.column - 1], line[location.column - 1 :]
    assert after.startswith(old), f"{line!r} does not hold {old!r}"
    lines[location.line - 1] = before + json.dumps(value) + after[len(old) :]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return copy / "prod.yaml"


def added_line(folder: Path, analyzer: ImpactAnalyzer, at: SpecPath, value: object) -> Path:
    """A copy of the specs with a file over production's that changes one thing more."""
    copy = shutil.copytree(SPECS, folder)
    layer: object = value
    for depth in reversed(range(len(at))):
        step = at[depth]
        if isinstance(step, int):
            layer = [{"name": find(analyzer.resolved.node, SpecPath(at[: depth + 1])).name, **layer}]
        else:
            layer = {step: layer}
    own = {"extends": "prod.yaml", "environmentSuffix": "prod", **layer}
    (copy / "changed.yaml").write_text(json.dumps(own), encoding="utf-8")
    return copy / "changed.yaml"


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {address for address in before if before[address] != after.get(address)}


@pytest.fixture(scope="module")
def analyzer() -> ImpactAnalyzer:
    return ImpactAnalyzer(resolve_file(SPECS / "prod.yaml"))


@pytest.fixture(scope="module")
def synthesized(analyzer, tmp_path_factory):
    """Of every sampled line: the effect of its last other value, and what becomes of the stack with that."""
    folder = tmp_path_factory.mktemp("changed")
    layers = layers_of(SPECS / "prod.yaml")
    effects: dict[str, tuple[str, Effect]] = {}
    environments = {"as-it-is": analyzer.resolved.environment}
    for number, path in enumerate((*WRITTEN, *DEFAULTS)):
        at = parse(analyzer.resolved.node, path)
        effect = explain_path(analyzer, layers, path).effects[-1]
        change = changed_line if path in WRITTEN else added_line
        spec = change(folder / f"specs-{number}", analyzer, at, effect.value)
        environments[f"changed-{number}"] = resolve_file(spec).environment
        effects[path] = (f"changed-{number}", effect)
    built = stacks(environments, folder / "out")
    before = built["as-it-is"]
    return {path: (effect, changed(before, built[name])) for path, (name, effect) in effects.items()}, before


@pytest.mark.parametrize("path", [*WRITTEN, *DEFAULTS])
def test_exactly_the_reported_resources_change_with_the_line(synthesized, path):
    effects, _ = synthesized
    effect, real = effects[path]
    assert effect.addresses == real
    assert real, f"{path} shapes nothing"


def test_the_plan_has_exactly_the_resources_of_the_real_stack(synthesized, analyzer):
    _, real = synthesized
    assert set(analyzer.addresses) == set(real)


def test_a_line_that_shapes_nothing_says_so(analyzer):
    layers = layers_of(SPECS / "prod.yaml")
    assert explain_path(analyzer, layers, "compliance").impact == ()


@pytest.fixture(scope="module")
def contributors(analyzer):
    """The lines that shape one rule of the listener, by their path."""
    return {str(one.path): one for one in explain_address(analyzer, RULE)}


def test_a_resource_leads_back_to_the_lines_that_shape_it(contributors):
    weight = contributors["loadBalancer.targets.transaction-processing.weights.blue"]
    (line,) = (number for number, text in enumerate(PROD_LINES, 1) if "weights: { blue:" in text)
    assert weight.where.endswith(f"prod.yaml:{line}")
    assert "without it" in contributors["api.routes.create-payment"].existence
    assert not any(path.startswith(("tables", "monitoring", "database")) for path in contributors)


def test_both_directions_agree(analyzer, contributors):
    layers = layers_of(SPECS / "prod.yaml")
    for path in ("loadBalancer.targets.transaction-processing.weights.blue", "api.routes.create-payment.path"):
        assert path in contributors
        assert RULE in explain_path(analyzer, layers, path).impact
