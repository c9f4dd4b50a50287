"""Which code may import which: the domain knows no AWS, and nothing knows the handlers."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCES = Path(__file__).parents[2] / "lambda_src"
LIBRARIES = {"aws_lambda_powertools", "boto3", "botocore", "fastjsonschema", "pg8000"}
ADAPTERS = {"adapters", "payments"} | LIBRARIES
ALLOWED = {
    "payments": {"payments"},
    "adapters": ADAPTERS,
    "payment_relay": {"payment_relay"} | ADAPTERS,
    "payment_validation": {"payment_validation"} | ADAPTERS,
    "fraud_detection": {"fraud_detection"} | ADAPTERS,
    "database_replication": {"database_replication"} | ADAPTERS,
    "traffic_control": {"traffic_control"} | ADAPTERS,
    "transaction_processing": {"transaction_processing"} | ADAPTERS,
}
# What decides over a rollout knows no AWS; the modules beside are its edges.
DOMAIN_OF_ROLLOUTS = ("decisions", "observation", "ports", "rule_weights", "settings", "tasks")


def _imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file} imports relatively"
            yield str(node.module).partition(".")[0]


@pytest.mark.parametrize("package", ALLOWED)
def test_a_package_imports_what_its_room_may(package: str) -> None:
    files = sorted((SOURCES / package).rglob("*.py"))
    assert files
    found = {(file.name, name) for file in files for name in _imported(file)}
    foreign = {(file, name) for file, name in found if name not in ALLOWED[package] | sys.stdlib_module_names}
    assert foreign == set()


@pytest.mark.parametrize("module", DOMAIN_OF_ROLLOUTS)
def test_what_decides_over_a_rollout_knows_no_aws(module: str) -> None:
    found = set(_imported(SOURCES / "traffic_control" / f"{module}.py"))
    assert found <= {"traffic_control"} | sys.stdlib_module_names
