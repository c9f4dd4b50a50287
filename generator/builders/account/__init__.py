"""The stack of an account: what AWS has once in a region, applied before all environments and destroyed last."""

from __future__ import annotations

from generator.aws.provider import constraint_of
from generator.builders.account.api_logs import build_api_logs
from generator.builders.account.budgets import build_budgets
from generator.builders.account.deployments import build_deployments
from generator.builders.account.keys import build_account_keys
from generator.builders.account.service_roles import build_service_roles
from generator.builders.account.state_bucket import build_state_bucket
from generator.builders.audit import build_audit
from generator.builders.provider import configure_provider, configure_state, current_account
from generator.builders.storage import build_storage
from generator.planning.naming import Naming, stack_name
from generator.spec.model.account import AwsAccount
from generator.stack_plan import Scope, StackPlan


def build_account(spec: AwsAccount) -> StackPlan:
    """Plan the stack of an account."""
    scope, naming = Scope(), Naming(spec.account_name)
    constraint = constraint_of(spec)
    configure_provider(
        scope,
        region=spec.aws_region,
        tags=spec.tags,
        suffix=spec.account_name,
        constraint=constraint,
        binding=spec.account,
    )
    configure_state(scope, spec.state, stack_name(spec), spec.aws_region)
    account = current_account(scope, spec.aws_region)

    keys = build_account_keys(scope.at(spec.encryption), spec.encryption, naming, account=account)
    storage = build_storage(
        scope.at(spec.buckets),
        spec.buckets,
        naming,
        keys=keys.shared,
        account=account,
        protection=spec.protection,
        records_configuration=spec.audit.config.enabled and spec.audit.config.recorder,
    )
    storage = build_state_bucket(
        scope.at(spec.state_bucket), spec.state_bucket, naming, key=keys.state, account=account, storage=storage
    )
    build_audit(
        scope.at(spec.audit),
        spec.audit,
        naming,
        account=account,
        keys=keys.shared,
        storage=storage,
        functions={},
        tables={},
    )
    build_api_logs(scope, spec.api_log_role, naming, constraint=constraint)
    build_service_roles(scope, spec, naming, account=account)
    build_deployments(scope.at(spec.deployments), spec.deployments, naming)
    build_budgets(scope.at(spec.budgets), spec.budgets, naming)
    return scope.plan()
