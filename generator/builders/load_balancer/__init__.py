"""The internal load balancers, between the API and the blue and green target groups.

What surprises: an Application Load Balancer takes a Lambda function only with a permission for its target group, made
before the attachment; a target group that a listener uses cannot be removed, so a replaced one needs a new name; and a
stickiness block that is left out is never switched off, so it is always written.
"""

from generator.builders.load_balancer.build import build_load_balancer
from generator.builders.load_balancer.exports import BalancerExports

__all__ = ["BalancerExports", "build_load_balancer"]
