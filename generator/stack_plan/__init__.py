"""Plans of stacks: what builders ask for, as plain data that knows no cdktf.

operations    the value: one operation after the other, each with the part of the spec it was planned for
scope         what builders write to
constructs    the classes of cdktf and its provider, for builders
"""

from generator.aws.resource_types import MODULES
from generator.planning.plan_steps import plans_settings, step
from generator.stack_plan.constructs import (
    AssetType,
    CloudBackend,
    Fn,
    LocalBackend,
    NamedCloudWorkspace,
    Op,
    Postcondition,
    Precondition,
    S3Backend,
    TerraformAsset,
    TerraformLocal,
    TerraformOutput,
    TerraformResourceLifecycle,
    Token,
    aws,
)
from generator.stack_plan.operations import Block, ConstructReference, Operation, StackPlan
from generator.stack_plan.scope import Construct, Reference, Scope

__all__ = [
    "MODULES",
    "AssetType",
    "Block",
    "CloudBackend",
    "Construct",
    "ConstructReference",
    "Fn",
    "LocalBackend",
    "NamedCloudWorkspace",
    "Op",
    "Operation",
    "Postcondition",
    "Precondition",
    "Reference",
    "S3Backend",
    "Scope",
    "StackPlan",
    "TerraformAsset",
    "TerraformLocal",
    "TerraformOutput",
    "TerraformResourceLifecycle",
    "Token",
    "aws",
    "plans_settings",
    "step",
]
