"""Name the modules of the AWS bindings in use: a view of the table of resource types."""

from generator.aws.resource_types import MODULES as MODULES
