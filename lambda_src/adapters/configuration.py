"""What people configure in Parameter Store, in the domain's terms."""

from __future__ import annotations

from adapters.parameters import parsed_parameter
from adapters.settings import setting
from payments.fraud_rules import FraudRules
from payments.limits import Limits


def limits() -> Limits:
    """Raises TemporarilyUnavailable or ConfigurationInvalid."""
    return parsed_parameter(setting("PARAMETER_PAYMENT_LIMITS"), Limits.of)


def fraud_rules() -> FraudRules:
    """Raises TemporarilyUnavailable or ConfigurationInvalid."""
    return parsed_parameter(setting("PARAMETER_FRAUD_RULES"), FraudRules.of)
