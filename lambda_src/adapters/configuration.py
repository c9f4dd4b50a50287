"""Read the limits and fraud rules that operators keep in Parameter Store."""

from __future__ import annotations

from adapters.parameters import parsed_parameter
from adapters.settings import setting
from payments.fraud_rules import FraudRules
from payments.limits import Limits


def limits() -> Limits:
    """Return the limits by currency. Raises TemporarilyUnavailable, ConfigurationInvalid."""
    return parsed_parameter(setting("PARAMETER_PAYMENT_LIMITS"), Limits.of)


def fraud_rules() -> FraudRules:
    """Return the fraud rules. Raises TemporarilyUnavailable, ConfigurationInvalid."""
    return parsed_parameter(setting("PARAMETER_FRAUD_RULES"), FraudRules.of)
