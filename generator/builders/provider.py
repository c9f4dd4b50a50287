"""What every stack has: the provider, its constraint, default tags and the place of the state."""

from __future__ import annotations

from generator.aws.provider import provider_constraint
from generator.planning.naming import Naming
from generator.planning.references import Account
from generator.spec.model import Environment
from generator.stack_plan import CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, Scope, aws, step

TERRAFORM_VERSION = ">= 1.10"


@step
def configure_provider(scope: Scope, env: Environment) -> None:
    """The AWS provider of the spec's region, with the tags that every resource bears."""
    tags = {**env.tags, "Environment": env.environment_suffix, "ManagedBy": "payinfra"}
    aws.AwsProvider(scope, "aws", region=env.aws_region, default_tags=[aws.AwsProviderDefaultTags(tags=tags)])
    # cdktf writes the exact version and the source `aws`; OpenTofu looks for that source elsewhere.
    requirement = {"source": "hashicorp/aws", "version": provider_constraint(env)}
    scope.override("terraform.required_providers.aws", requirement)
    scope.override("terraform.required_version", TERRAFORM_VERSION)


@step
def current_account(scope: Scope, env: Environment) -> Account:
    """The account that Terraform runs in: looked up at plan, so that no account number is in a spec or in the JSON."""
    identity = aws.DataAwsCallerIdentity(scope, "current")
    return Account(identity.account_id, env.aws_region)


@step
def configure_state(scope: Scope, env: Environment) -> None:
    """The backend of the spec; its key follows the suffix, so that copies of an environment never share a state."""
    state, stack_name = env.state, Naming(env.environment_suffix).name("tap-stack")
    if state.backend == "s3":
        S3Backend(
            scope,
            bucket=state.bucket,
            key=f"{state.key_prefix}/{stack_name}/terraform.tfstate",
            region=state.region or env.aws_region,
            encrypt=True,
            kms_key_id=state.kms_key_arn,
        )
        # Terraform 1.10 locks with a file beside the state; cdktf 0.21 has no property for it.
        scope.override("terraform.backend.s3.use_lockfile", True)
    elif state.backend == "cloud":
        workspace = NamedCloudWorkspace(scope, stack_name)
        CloudBackend(scope, organization=state.organization, hostname=state.hostname, workspaces=workspace)
    else:
        # Relative to the stack's folder: the project's root, where cdktf keeps it too, but by an absolute path.
        LocalBackend(scope, path=f"../../../terraform.{stack_name}.tfstate")
