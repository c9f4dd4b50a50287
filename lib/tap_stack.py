"""TapStack: the whole payment stack of one environment, as a stack of cdktf for a program of one's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.builders.stack import build_stack
from generator.engine import TerraformStack
from generator.engine.jsii_replay import replay
from generator.packaging.archives import Archives, BuiltArchives
from generator.spec.model import Environment
from generator.validation.load import load_environment

if TYPE_CHECKING:
    from constructs import Construct


class TapStack(TerraformStack):  # type: ignore[misc]  # the engine hands its classes over untyped
    """One environment. Give the suffix alone for the default stack, or a spec as file, plain data or Environment.

    The other arguments override what the spec says. Raises SpecError with findings where the spec is wrong.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        environment_suffix: str | None = None,
        spec: Environment | Mapping[str, Any] | Path | str | None = None,
        aws_region: str | None = None,
        default_tags: Mapping[str, str] | None = None,
        state_bucket: str | None = None,
        state_bucket_region: str | None = None,
        archives: Archives | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        self.environment = load_environment(
            spec,
            environment_suffix=environment_suffix,
            aws_region=aws_region,
            default_tags=default_tags,
            state_bucket=state_bucket,
            state_bucket_region=state_bucket_region,
        )
        replay(build_stack(self.environment, archives or BuiltArchives()), self)
