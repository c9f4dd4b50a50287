"""Determine how a function connects to the database: through the proxy or directly to the cluster."""

from __future__ import annotations

from generator.aws.grants import MASTER_SECRET
from generator.spec.model.functions import Function

# Made with the database; granted like the parameters of a spec.
WRITER_ENDPOINT, READER_ENDPOINT = "database/writer-endpoint", "database/reader-endpoint"
ENDPOINT_PARAMETERS = (WRITER_ENDPOINT, READER_ENDPOINT)


def bypasses_proxy(function: Function) -> bool:
    """Return whether a function connects to the cluster, as the proxy knows the application's users alone.

    The master user, users whose password is being made, and users who log in by IAM are none of them.
    """
    grants = function.grants
    return bool(grants.database_users) or any(
        grant.name == MASTER_SECRET or "rotate" in grant.access for grant in grants.secrets
    )
