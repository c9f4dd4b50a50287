"""Patch the address of Aurora: MiniStack runs a database only in Docker, so functions are led to the tests' own.

RDS_MASTER_PASSWORD is the password that RDS would have made up for the master user. DATABASE_ADDRESS, host and port, is
where connections to an RDS host name end: the part of name resolution and of the network. TLS is not touched, so the
server must hold a certificate for the names that the cluster and the proxy are given here.
"""

from __future__ import annotations

import os
from typing import Any

from ministack.core import lambda_runtime  # type: ignore[import-not-found]  # its own environment
from ministack.core.responses import get_region  # type: ignore[import-not-found]  # see above
from ministack.services import rds  # type: ignore[import-not-found]  # see above

_LED_TO_THE_DATABASE = """
import os as _os, socket as _socket
_getaddrinfo, (_host, _, _port) = _socket.getaddrinfo, _os.environ["DATABASE_ADDRESS"].rpartition(":")
def _resolved(host, port, *arguments, **named):
    if str(host).endswith(".rds.amazonaws.com"):
        host, port = _host, int(_port)
    return _getaddrinfo(host, port, *arguments, **named)
_socket.getaddrinfo = _resolved
"""


def install() -> None:
    """Let the emulator's RDS and the functions' processes use what is above."""
    rds._generate_master_user_password = lambda: os.environ["RDS_MASTER_PASSWORD"]
    create = rds._create_db_cluster_impl

    def create_db_cluster(params: Any) -> Any:
        answer = create(params)
        cluster = rds._clusters.get(rds._p(params, "DBClusterIdentifier"))
        if cluster is not None and answer[0] == 200:
            _name(cluster)
            xml = rds._cluster_xml(cluster)
            return rds._xml(
                200,
                "CreateDBClusterResponse",
                f"<CreateDBClusterResult><DBCluster>{xml}</DBCluster></CreateDBClusterResult>",
            )
        return answer

    rds._create_db_cluster_impl = create_db_cluster
    rds._sync_cluster_endpoints = _name
    lambda_runtime._PYTHON_WORKER_SCRIPT = _LED_TO_THE_DATABASE + lambda_runtime._PYTHON_WORKER_SCRIPT


def _name(cluster: dict[str, Any]) -> None:
    """Names as RDS gives them, but with a middle part that is known before the cluster is."""
    name, region = cluster["DBClusterIdentifier"], get_region()
    cluster["Endpoint"] = f"{name}.cluster-emulated.{region}.rds.amazonaws.com"
    cluster["ReaderEndpoint"] = f"{name}.cluster-ro-emulated.{region}.rds.amazonaws.com"
