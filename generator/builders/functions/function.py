"""The Lambda function itself."""

from __future__ import annotations

from typing import Any

from generator.builders.encryption import KeyExports
from generator.builders.functions.environment_variables import environment_variables
from generator.builders.functions.grant_targets import GrantTargets
from generator.builders.functions.role import FunctionRole
from generator.builders.network import NetworkExports
from generator.builders.ordering import depends_on_all
from generator.packaging.archives import ArchiveRef, Archives
from generator.planning.migration import FunctionSettings
from generator.planning.naming import Naming
from generator.planning.references import SecurityGroupId
from generator.spec.model.functions import Function
from generator.stack_plan import AssetType, Scope, TerraformAsset, aws, step

DIGEST_LENGTH = 12


@step
def build_function(
    scope: Scope,
    function: Function,
    naming: Naming,
    *,
    archives: Archives,
    role: FunctionRole,
    role_policy: Any,
    queue: Any,
    log_group_name: str,
    grant_targets: GrantTargets,
    tenancy: str,
    keys: KeyExports,
    network: NetworkExports,
    move: FunctionSettings,
) -> Any:
    """Build the function; a version is published whenever its code or configuration changes."""
    name, archive = naming.name("lambda", function.name), archives.archive(function)
    return aws.LambdaFunction(
        scope,
        f"lambda-{function.name}",
        function_name=name,
        description=function.description,
        role=role.role.arn,
        package_type="Zip",
        filename=_archive_path(scope, function, archive),
        source_code_hash=archive.sha256_base64,
        handler=function.entry_point(),
        runtime=function.runtime,
        architectures=[function.architecture],
        memory_size=function.memory_megabytes,
        timeout=function.timeout_seconds,
        ephemeral_storage=aws.LambdaFunctionEphemeralStorage(size=function.ephemeral_storage_megabytes),
        reserved_concurrent_executions=function.reserved_concurrency,
        publish=True,
        vpc_config=aws.LambdaFunctionVpcConfig(
            subnet_ids=list(network.private_subnet_ids),
            security_group_ids=_security_groups(network, calls_premises=function.name in move.callers),
        ),
        # Swaps to the VPC's default group, which is closed: destroy need not wait for the interfaces to go.
        replace_security_groups_on_destroy=True,
        environment=aws.LambdaFunctionEnvironment(
            variables=environment_variables(function, naming, grant_targets, tenancy=tenancy, move=move)
        ),
        kms_key_arn=keys.secrets,
        tracing_config=aws.LambdaFunctionTracingConfig(mode="Active"),
        logging_config=aws.LambdaFunctionLoggingConfig(
            log_format="JSON",
            log_group=log_group_name,
            application_log_level=function.log_level,
            system_log_level="INFO",
        ),
        dead_letter_config=aws.LambdaFunctionDeadLetterConfig(target_arn=queue.arn),
        tags={"Name": name},
        depends_on=[role.interfaces, role_policy],
        lifecycle=_depends_on_endpoints(network),
    )


def _security_groups(network: NetworkExports, *, calls_premises: bool) -> list[SecurityGroupId]:
    premises = network.premises_security_group_id
    return [network.function_security_group_id, *([premises] if premises and calls_premises else [])]


def _depends_on_endpoints(network: NetworkExports) -> Any:
    """It may be called in the same apply, on deploy or to rotate: a condition makes it wait for its ways out."""
    if not network.endpoint_ids:
        return None
    return depends_on_all(network.endpoint_ids.values(), otherwise="the network has no way to AWS")


def _archive_path(scope: Scope, function: Function, archive: ArchiveRef) -> str:
    """The archive's path inside the stack's folder, to which synth copies it: the same on every machine."""
    asset = TerraformAsset(
        scope,
        f"archive-{function.name}",
        path=str(archive.path),
        type=AssetType.FILE,
        asset_hash=archive.digest[:DIGEST_LENGTH],
    )
    return str(asset.path)
