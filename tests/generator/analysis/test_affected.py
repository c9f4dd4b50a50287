"""Which environments a change outside the specs touches."""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from generator.analysis.affected import _of_project
from generator.packaging.archives import LAMBDA_SOURCE
from generator.spec.resolve import resolve_plain


@pytest.mark.parametrize(
    ("name", "touches"),
    [
        ("generator/builders/network/vpc.py", True),
        ("schemas/tables.schema.json", True),
        ("lib/tap_stack.py", True),
        ("lambda_src/payments/money.py", True),
        ("lambda_src/requirements.txt", True),
        ("lambda_src/fraud_detection/handler.py", True),
        ("lambda_src/database_migration/handler.py", False),
        ("generator/analysis/explain.py", False),
        ("docs/architecture.md", False),
        ("tests/conftest.py", False),
        ("README.md", False),
    ],
)
def test_code_touches_an_environment_whose_stack_it_makes(name, touches):
    spec = {"environmentSuffix": "qa", "functions": [{"name": "database-migration", "remove": True}]}
    root = LAMBDA_SOURCE.parent
    reasons = list(_of_project(resolve_plain(spec), root, [PurePosixPath(name)]))
    assert reasons == ([name] if touches else [])


def test_a_repository_of_specs_alone_has_no_code_that_touches():
    changed = [PurePosixPath("generator/x.py")]
    assert list(_of_project(resolve_plain({"environmentSuffix": "qa"}), Path("/elsewhere"), changed)) == []
