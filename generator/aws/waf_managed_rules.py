"""List the managed rule groups of AWS WAF by the names that a spec uses.

Their capacity adds up to 1,377 units with the rate rule; a web ACL takes 1,500 before it costs more. Source: AWS WAF
developer guide, "AWS Managed Rules rule groups list".
"""

from __future__ import annotations

from collections.abc import Mapping

# They hold public addresses.
PUBLIC_ADDRESS_RULES = ("ip-reputation", "anonymous-ip")
MANAGED_RULES: Mapping[str, str] = {
    "ip-reputation": "AWSManagedRulesAmazonIpReputationList",
    "anonymous-ip": "AWSManagedRulesAnonymousIpList",
    "common": "AWSManagedRulesCommonRuleSet",
    # Holds the Log4j rules.
    "known-bad-inputs": "AWSManagedRulesKnownBadInputsRuleSet",
    "sql-injection": "AWSManagedRulesSQLiRuleSet",
    "linux": "AWSManagedRulesLinuxRuleSet",
}
