"""The REST API at the front: routes, checks, the stage with its logs, the firewall and who may call.

What surprises: a body model is looked at only for content types that it is listed under, so each stands under
`$default`, too; a deployment is a snapshot, so it is remade when anything that shapes the API changes; and API Gateway
makes its execution-log group itself, unencrypted and for ever, unless it is there first.
"""

from generator.builders.api.build import build_api
from generator.builders.api.exports import ApiExports

__all__ = ["ApiExports", "build_api"]
