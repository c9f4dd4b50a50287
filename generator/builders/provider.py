"""The provider, its version constraint, default tags and the backend of every stack."""

from __future__ import annotations

from collections.abc import Mapping

from generator.planning.references import Account
from generator.spec.model.account_binding import AccountBinding
from generator.spec.model.state import State
from generator.stack_plan import CloudBackend, LocalBackend, NamedCloudWorkspace, S3Backend, Scope, aws, step

TERRAFORM_VERSION = ">= 1.10"
SESSION = "payinfra"


@step
def configure_provider(
    scope: Scope, *, region: str, tags: Mapping[str, str], suffix: str, constraint: str, binding: AccountBinding
) -> None:
    """Configure the AWS provider with the spec's region, account and default tags."""
    all_tags = {**tags, "Environment": suffix, "ManagedBy": "payinfra"}
    role = binding.assume_role_arn
    aws.AwsProvider(
        scope,
        "aws",
        region=region,
        default_tags=[aws.AwsProviderDefaultTags(tags=all_tags)],
        allowed_account_ids=[binding.id] if binding.id else None,
        assume_role=[aws.AwsProviderAssumeRole(role_arn=role, session_name=SESSION)] if role else None,
    )
    # cdktf writes the exact version and the source `aws`; OpenTofu looks for that source elsewhere.
    scope.override("terraform.required_providers.aws", {"source": "hashicorp/aws", "version": constraint})
    scope.override("terraform.required_version", TERRAFORM_VERSION)


@step
def current_account(scope: Scope, region: str) -> Account:
    """Look up the account that Terraform runs in: at plan, so that no account number is in a spec or in the JSON."""
    identity = aws.DataAwsCallerIdentity(scope, "current")
    return Account(identity.account_id, region)


@step
def configure_state(scope: Scope, state: State, stack_name: str, region: str) -> None:
    """Configure the backend of the spec; its key follows the suffix, so that copies of an environment never share a
    state.
    """
    if state.backend == "s3":
        S3Backend(
            scope,
            bucket=state.bucket,
            key=f"{state.key_prefix}/{stack_name}/terraform.tfstate",
            region=state.region or region,
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
