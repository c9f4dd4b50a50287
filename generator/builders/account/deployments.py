"""The role with which a CI system deploys: it trusts OIDC tokens of named repositories, and no long-lived key."""

from __future__ import annotations

from generator.aws.identity_providers import PROVIDERS, IdentityProvider
from generator.builders.policy import policy
from generator.planning.naming import Naming
from generator.spec.model.account import Deployments
from generator.stack_plan import Scope, TerraformOutput, aws


def build_deployments(scope: Scope, spec: Deployments, naming: Naming) -> None:
    """Build the identity provider where the account has none, and the role. Rule ACC002 requires subjects."""
    if spec.provider is None:
        return
    known = PROVIDERS[spec.provider]
    name = naming.name("role", "deploy")
    role = aws.IamRole(
        scope,
        "role-deploy",
        name=name,
        description=f"Lets {spec.provider} deploy the environments of this account",
        assume_role_policy=_trust(_provider_arn(scope, spec, known), known, spec),
        max_session_duration=spec.maximum_session_minutes * 60,
        tags={"Name": name},
    )
    for number, managed in enumerate(spec.policy_arns, 1):
        aws.IamRolePolicyAttachment(scope, f"role-deploy-policy-{number}", role=role.name, policy_arn=managed)
    TerraformOutput(scope, "deploy_role_arn", role.arn, description="The role that the CI system assumes")


def _provider_arn(scope: Scope, spec: Deployments, known: IdentityProvider) -> str:
    if spec.create_provider:
        provider = aws.IamOpenidConnectProvider(
            scope, "identity-provider", url=f"https://{known.host}", client_id_list=[known.audience]
        )
        return str(provider.arn)
    identity = scope.construct("current")
    return f"arn:aws:iam::{identity.account_id}:oidc-provider/{known.host}"


def _trust(provider_arn: str, known: IdentityProvider, spec: Deployments) -> str:
    return policy(
        {
            "Sid": "Assume",
            "Effect": "Allow",
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Principal": {"Federated": provider_arn},
            "Condition": {
                "StringEquals": {f"{known.host}:aud": known.audience},
                "StringLike": {f"{known.host}:sub": list(spec.subjects)},
            },
        }
    )
