"""TapStack: the whole payment stack of one environment. Read it as the architecture diagram."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.builders.encryption import build_keys
from generator.builders.tables import build_tables
from generator.engine import TerraformStack
from generator.engine.stack import configure_provider, configure_state, current_account
from generator.naming import Naming
from generator.pipeline import load_environment
from generator.spec.model import Environment

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
    ) -> None:
        super().__init__(scope, construct_id)
        environment = load_environment(
            spec,
            environment_suffix=environment_suffix,
            aws_region=aws_region,
            default_tags=default_tags,
            state_bucket=state_bucket,
            state_bucket_region=state_bucket_region,
        )
        self.environment = environment
        naming = Naming(environment.environment_suffix)

        configure_provider(self, environment)
        configure_state(self, environment)
        account = current_account(self, environment)

        keys = build_keys(self, environment.encryption, naming, account=account)
        build_tables(self, environment.tables, naming, keys=keys)
