"""Lambda functions, each with its own role, log group, dead-letter queue and aliases blue and green.

What surprises: reserved concurrency warms nothing, provisioned concurrency on an alias does; the log group and the
role's policy must exist before the function; a key for the environment without any variable is a diff for ever, so both
are always set; on destroy the function's network interfaces outlive it, and Lambda needs its role to remove them.
"""

from generator.builders.functions.build import build_functions
from generator.builders.functions.exports import AliasExports, FunctionExports
from generator.builders.functions.role import FunctionRole, build_roles

__all__ = ["AliasExports", "FunctionExports", "FunctionRole", "build_functions", "build_roles"]
