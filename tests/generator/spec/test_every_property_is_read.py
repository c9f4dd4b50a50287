"""A property of the schema that no builder reads would be accepted and do nothing; one that no test sets, anything."""

from __future__ import annotations

import ast
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import jinja2.environment
import pytest

from generator.builders.account import build_account
from generator.builders.stack import build_stack
from generator.packaging.archives import UnbuiltArchives
from generator.spec import schema
from generator.spec.deserialize import camel
from generator.spec.model import Environment
from generator.spec.record import Record
from generator.spec.resolve import resolve_account
from generator.validation.load import load_environment
from generator.validation.spec_selection import environment_files
from tests.support.wide_account import WIDE_ACCOUNT

ROOT = Path(__file__).resolve().parents[3]
WIDE = ROOT / "tests" / "support" / "wide_spec.yaml"
# Where reading a property means that it shapes a stack. Rules do not count: what is only checked does nothing.
ROOMS = ("aws", "builders", "planning", "spec/model_methods")
BUILDING = (*(str(ROOT / "generator" / room) for room in ROOMS), jinja2.environment.__file__)
SHAPES_NO_RESOURCE: Mapping[str, str] = {
    "AccountBinding.lambda_concurrency": "a rule compares reserved concurrency with it",
    "AwsAccount.compliance": "says what failing controls do to a run",
    "DirectConnect.amazon_asn": "a rule compares it with those of the other gateways",
    "AwsAccount.quotas": "a rule compares with them what all environments use together",
    "AwsAccount.waivers": "are for findings and controls",
    "Environment.compliance": "says what failing controls do to a run",
    "Environment.waivers": "are for findings and controls",
    "LoadBalancer.pci_scope": "turns on rules",
    "Parameter.format": "a rule holds the value against it",
    **dict.fromkeys(
        (f"Waiver.{key}" for key in ("address", "control", "expires", "finding")), "see Environment.waivers"
    ),
    **dict.fromkeys((f"Waiver.{key}" for key in ("name", "path", "reason")), "see Environment.waivers"),
}

SUBNETS = [f"subnet-0123456789abcdef{number}" for number in range(3)]
EXISTING_NETWORK: Mapping[str, Any] = {
    "vpcId": "vpc-0123456789abcdef0",
    "subnetIds": {"private": SUBNETS, "database": SUBNETS},
    "routeTableIds": ["rtb-0123456789abcdef0"],
    "endpointIds": [{"name": "s3", "id": "vpce-0123456789abcdef0"}],
}


MOVE: Mapping[str, Any] = {
    "network": {
        "onPremises": {"cidrs": ["192.168.0.0/16"]},
        "interfaceEndpoints": [
            "elasticloadbalancing",
            "execute-api",
            "lambda",
            "monitoring",
            "secretsmanager",
            "sns",
            "ssm",
        ],
    },
    "loadBalancer": {
        "targets": [{"name": "statements", "blue": {"type": "ip", "addresses": ["192.168.7.1"]}, "green": None}]
    },
    "migration": {
        "phase": "shift",
        "source": {"engine": "oracle", "host": "database.acme.test", "addresses": ["192.168.10.20"], "tables": ["P.*"]},
        "replication": {"method": "dms", "certificateArn": "arn:aws:dms:us-east-1:111122223333:cert:CA"},
        "relay": {"addresses": ["192.168.10.11"], "serverName": "payments.acme.test"},
    },
}


@pytest.fixture(scope="module")
def environments() -> list[Environment]:
    """The shipped specs, and what they leave out."""
    wide = load_environment(WIDE)
    cloud = load_environment({"environmentSuffix": "cloud", "state": {"backend": "cloud", "organization": "acme"}})
    guest = load_environment({"environmentSuffix": "guest", "network": EXISTING_NETWORK})
    moving = load_environment({"environmentSuffix": "moving", **MOVE})
    shipped = (load_environment(path) for path in environment_files([], ROOT / "specs"))
    return [*shipped, wide, cloud, guest, moving]


@pytest.fixture
def reads(environments: list[Environment], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> set[str]:
    """The properties, as `Class.field`, that builders read while they make the stacks."""
    found: set[str] = set()

    def noted(self: Record, name: str) -> Any:
        if sys._getframe(1).f_code.co_filename.startswith(BUILDING):
            found.add(f"{type(self).__name__}.{name}")
        return object.__getattribute__(self, name)

    monkeypatch.setattr(Record, "__getattribute__", noted)
    for environment in environments:
        build_stack(environment, UnbuiltArchives())
    wide = tmp_path / "account.yaml"
    wide.write_text(json.dumps(WIDE_ACCOUNT), encoding="utf-8")
    for account in (ROOT / "specs" / "account.yaml", wide):
        build_account(resolve_account(account).account)
    return found


def _properties() -> Iterator[tuple[str, str]]:
    """Every property of the model as `Class.field`, and how to find it in the schemas."""
    for cls in Record.__subclasses__():
        file = f"schemas/{cls.__module__.rpartition('.')[2].replace('_', '-')}.schema.json"
        for name in cls._fields:
            if name != "pointer":
                yield f"{cls.__name__}.{name}", f"{camel(name)!r} of {cls.__name__} in {file}"


def _copied_paths(part: Any) -> Iterator[str]:
    """The paths in a section that its `implies` copies into other sections."""
    if isinstance(part, Mapping):
        yield from (part["$value"],) if "$value" in part else ()
        part = list(part.values())
    for inner in part if isinstance(part, list) else ():
        yield from _copied_paths(inner)


def _implied_fields() -> Iterator[str]:
    """The properties, as `Class.field`, that a section copies into the entries that it implies."""
    for property_schema in schema.section(schema.ROOT)["properties"].values():
        section, file = schema.resolve(property_schema)
        for path in dict.fromkeys(_copied_paths(section.get("implies"))):
            yield from _fields_at(section, file, path.split("."))


def _fields_at(part: Mapping[str, Any], file: str, path: list[str]) -> Iterator[str]:
    inner = part.get("properties", {}) if not path else {path[0]: part["properties"][path[0]]}
    for key, each in inner.items():
        yield f"{part['title']}.{re.sub('([A-Z])', lambda upper: f'_{upper[0].lower()}', key)}"
        yield from _fields_at(*schema.resolve(each, file), path[1:])


def test_every_property_is_read_by_a_builder(reads):
    known = {*reads, *_implied_fields(), *SHAPES_NO_RESOURCE}
    unread = [where for name, where in _properties() if name not in known]
    assert not unread, (
        f"no builder reads {', '.join(unread)}: a spec may set it, and nothing happens. Let the builder of the section "
        f"use it; where only a branch is not reached, set it in {WIDE.relative_to(ROOT)}"
    )


def test_every_property_is_set_by_a_test():
    tested = {word for file in (ROOT / "tests").rglob("*.py") for word in _words(file)}
    untested = [where for name, where in _properties() if camel(name.partition(".")[2]) not in tested]
    assert not untested, (
        f"no test sets {', '.join(untested)}: add what becomes of it to "
        "tests/generator/builders/test_plain_settings.py, or a test to that of its builder or rule"
    )


def _words(file: Path) -> Iterator[str]:
    """The texts of a module, among them the keys of its specs, and the names of arguments."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg


def test_nothing_is_exempt_that_is_read_or_does_not_exist(reads):
    exempt = SHAPES_NO_RESOURCE.keys()
    assert exempt & reads == set()
    assert exempt - {name for name, _ in _properties()} == set()
