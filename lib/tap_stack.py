"""TapStack: the whole payment stack of one environment. Read it as the architecture diagram."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from generator.builders.api import build_api
from generator.builders.audit import build_audit
from generator.builders.database import build_database
from generator.builders.encryption import build_keys
from generator.builders.functions import build_functions
from generator.builders.load_balancer import build_load_balancer
from generator.builders.monitoring import build_monitoring
from generator.builders.network import build_network
from generator.builders.parameters import build_parameters
from generator.builders.provider import configure_provider, configure_state, current_account
from generator.builders.secrets import build_rotations, build_secrets
from generator.builders.storage import build_storage
from generator.builders.tables import build_tables
from generator.builders.topics import build_topics
from generator.engine import TerraformStack
from generator.packaging.archives import Archives, BuiltArchives
from generator.planning.metric_targets import metric_targets
from generator.planning.naming import Naming
from generator.spec.model import Environment
from generator.validation.validate import load_environment

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
        env = load_environment(
            spec,
            environment_suffix=environment_suffix,
            aws_region=aws_region,
            default_tags=default_tags,
            state_bucket=state_bucket,
            state_bucket_region=state_bucket_region,
        )
        self.environment = env
        naming = Naming(env.environment_suffix)

        configure_provider(self, env)
        configure_state(self, env)
        account = current_account(self, env)

        keys = build_keys(self, env.encryption, naming, account=account)
        network = build_network(self, env.network, naming, account=account, keys=keys)

        storage = build_storage(self, env.buckets, naming, keys=keys, account=account)
        tables = build_tables(self, env.tables, naming, keys=keys)
        parameters = build_parameters(self, env.parameters, naming, keys=keys)
        topics = build_topics(self, env.topics, naming, keys=keys, account=account)
        secrets = build_secrets(self, env.secrets, naming, account=account, keys=keys)
        database = build_database(
            self, env.database, naming, account=account, keys=keys, network=network, secrets=secrets
        )

        functions = build_functions(
            self,
            env.functions,
            naming,
            account=account,
            keys=keys,
            network=network,
            tables=tables,
            parameters=parameters,
            topics=topics,
            secrets=secrets,
            storage=storage,
            database=database,
            archives=archives or BuiltArchives(),
        )
        build_rotations(
            self, env.secrets, account=account, secret_exports=secrets, functions=functions, database=database
        )

        balancer = build_load_balancer(
            self, env.load_balancer, env.api, naming, network=network, functions=functions, storage=storage
        )
        api = build_api(self, env.api, naming, network=network, balancer=balancer, keys=keys)

        audit = build_audit(
            self,
            env.audit,
            naming,
            account=account,
            keys=keys,
            storage=storage,
            functions=functions,
            tables=tables,
        )
        build_monitoring(
            self,
            env.monitoring,
            naming,
            account=account,
            targets=metric_targets(env),
            topics=topics,
            api=api,
            balancer=balancer,
            functions=functions,
            tables=tables,
            database=database,
            audit=audit,
        )
