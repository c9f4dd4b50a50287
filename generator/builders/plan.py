"""Plans the stack of a spec of either kind: an environment or an account."""

from __future__ import annotations

from generator.builders.account import build_account
from generator.builders.stack import build_stack
from generator.packaging.archives import Archives
from generator.spec.model.account import AwsAccount
from generator.spec.resolve import Spec
from generator.stack_plan import StackPlan


def plan_spec(spec: Spec, archives: Archives) -> StackPlan:
    """Plan the stack of a spec; `archives` says where the code of a function is."""
    return build_account(spec) if isinstance(spec, AwsAccount) else build_stack(spec, archives)
