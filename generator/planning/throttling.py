"""Compute the request limits of the API's stage and of its web ACL."""

from __future__ import annotations

from collections.abc import Mapping

from generator.spec.model.api import Api

FIVE_MINUTES = 300
# The least that AWS WAF takes. Source: AWS WAF API reference, RateBasedStatement.
MIN_LIMIT = 10
# Of the throttle, the share that one address may use. All callers of a private API are behind a few addresses.
SHARES: Mapping[str, float] = {"PRIVATE": 1.0, "REGIONAL": 0.1}


def requests_per_five_minutes(api: Api) -> int:
    """Return how many requests one address may send in five minutes."""
    if api.firewall.requests_per_five_minutes is not None:
        return api.firewall.requests_per_five_minutes
    return max(MIN_LIMIT, int(throttled_in_five_minutes(api) * SHARES[api.endpoint_type]))


def throttled_in_five_minutes(api: Api) -> int:
    """Return how many requests the stage lets pass in five minutes."""
    return api.throttle.requests_per_second * FIVE_MINUTES
