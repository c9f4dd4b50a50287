"""List the environment variables that Lambda reserves, and the maximum size of all of them.

Sources: Lambda developer guide, "Defined runtime environment variables"; "Lambda quotas": 4 KB for all variables.
"""

from __future__ import annotations

# CreateFunction refuses some of these names; the others are overwritten by the runtime without a word.
RESERVED_PREFIXES = ("AWS_", "LAMBDA_", "_")
RESERVED_NAMES = frozenset({"LD_LIBRARY_PATH", "PATH", "PYTHONPATH", "TZ"})
# Named like reserved ones, but meant to be set.
SETTABLE = frozenset(
    {
        "AWS_LAMBDA_EXEC_WRAPPER",
        "AWS_MAX_ATTEMPTS",
        "AWS_RETRY_MODE",
        "AWS_STS_REGIONAL_ENDPOINTS",
        "AWS_USE_FIPS_ENDPOINT",
        "AWS_XRAY_CONTEXT_MISSING",
    }
)
MAXIMUM_BYTES = 4096
