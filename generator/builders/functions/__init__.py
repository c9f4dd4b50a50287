"""Lambda functions, each with its own role, log group, dead-letter queue and aliases blue and green.

What surprises: reserved concurrency warms nothing, provisioned concurrency on an alias does; the log group and the
role's policy must exist before the function; a key for the environment without any variable is a diff for ever, so both
are always set; on destroy the function's network interfaces outlive it unless its security group is swapped first.
"""

from generator.builders.functions.build import build_functions
from generator.builders.functions.exports import AliasExports, FunctionExports

__all__ = ["AliasExports", "FunctionExports", "build_functions"]
