"""The listener: TLS, and a plain 404 where no rule matches."""

from __future__ import annotations

import json
from typing import Any

from generator.planning.naming import Naming
from generator.planning.references import Arn
from generator.spec.model.load_balancer import LoadBalancer
from generator.stack_plan import Scope, aws, step

# The shape of the functions' errors. The balancer cannot fill in a correlation id.
NOT_FOUND = json.dumps({"error": {"code": "NOT_FOUND", "message": "There is no such resource.", "correlationId": None}})


@step
def build_listener(
    scope: Scope, balancer: LoadBalancer, naming: Naming, *, alb: Any, certificate_arn: Arn | None
) -> Any:
    """Build the one listener of the balancer."""
    secure = balancer.protocol == "HTTPS"
    return aws.LbListener(
        scope,
        "listener",
        load_balancer_arn=alb.arn,
        port=balancer.port,
        protocol=balancer.protocol,
        ssl_policy=balancer.tls_policy if secure else None,
        certificate_arn=certificate_arn,
        default_action=[
            aws.LbListenerDefaultAction(
                type="fixed-response",
                fixed_response=aws.LbListenerDefaultActionFixedResponse(
                    content_type="application/json", message_body=NOT_FOUND, status_code="404"
                ),
            )
        ],
        tags={"Name": naming.name("listener")},
    )
