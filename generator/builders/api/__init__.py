"""The REST API: routes, validation, the stage with its logs, the web ACL and who may call.

Surprises: a body model is used only for content types that it is listed under, so each is listed under `$default`, too;
a deployment is a snapshot, so it is replaced when anything in the API changes; and API Gateway creates its
execution-log group itself, unencrypted and without retention, unless it exists before.
"""

from generator.builders.api.build import build_api
from generator.builders.api.exports import ApiExports

__all__ = ["ApiExports", "build_api"]
