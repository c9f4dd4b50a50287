"""Select the packages that synthesize stacks: those of cdktf, or of its maintained fork (PAYINFRA_ENGINE=cdktn)."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Mapping
from typing import Any, NamedTuple

from generator.diagnostics.suggestions import did_you_mean
from generator.diagnostics.usage_error import UsageError

VARIABLE = "PAYINFRA_ENGINE"


class Engine(NamedTuple):
    """The Python packages of the constructs (`name`) and of the AWS `provider`, the `extra` of payinfra that installs
    both, and the context of an app."""

    name: str
    provider: str
    extra: str
    context: Mapping[str, Any] = {}


# The Terraform and OpenTofu that it validates for: `use_lockfile` is newer than its default.
_TARGETS = {"targetVersions": {"terraform": ">=1.10.0", "opentofu": ">=1.10.0"}}
CDKTF = Engine("cdktf", "cdktf_cdktf_provider_aws", "synth")
CDKTN = Engine("cdktn", "cdktn_provider_aws", "cdktn", _TARGETS)
ENGINES = {engine.name: engine for engine in (CDKTF, CDKTN)}


def chosen_engine() -> Engine:
    """Return the engine that PAYINFRA_ENGINE names, or cdktf. Raises UsageError where it is not installed."""
    name = os.environ.get(VARIABLE) or CDKTF.name
    if name not in ENGINES:
        raise UsageError(f"{VARIABLE} names no engine: {name!r}{did_you_mean(name, ENGINES)}")
    engine = ENGINES[name]
    if importlib.util.find_spec(engine.provider) is None:
        raise UsageError(f"stacks need {engine.name}, which is not installed: pip install 'payinfra[{engine.extra}]'")
    return engine
