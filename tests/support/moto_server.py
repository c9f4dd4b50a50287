"""An AWS emulator of the tests' own: moto's HTTP server in a thread, which any process can be pointed at."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3  # type: ignore[import-untyped]  # boto3 has no types
from moto.dynamodb.responses import DynamoHandler
from moto.server import ThreadedMotoServer

REGION = "us-east-1"


@dataclass(frozen=True, slots=True)
class MotoServer:
    """Where the emulator answers. Its state is shared by all tests of a process: give things names of your own."""

    url: str

    def variables(self) -> Mapping[str, str]:
        """The environment that sends an AWS client here, with credentials that are worth nothing elsewhere."""
        return {
            "AWS_ENDPOINT_URL": self.url,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        """A client of the emulator, whatever the environment says. To make one takes long, so it is kept."""
        return _client(self.url, service)


@cache
def _client(url: str, service: str) -> Any:
    return boto3.client(
        service,
        endpoint_url=url,
        region_name=REGION,
        aws_access_key_id="testing",
        aws_secret_access_key="testing",
    )


@contextmanager
def _one_at_a_time_in_dynamodb() -> Iterator[None]:
    """moto copies its tables for a transaction while other threads write to them: DynamoDB's would wait or conflict."""
    plain, lock = DynamoHandler.call_action, threading.RLock()

    def call_action(self: DynamoHandler) -> Any:
        with lock:
            return plain(self)

    DynamoHandler.call_action = call_action  # type: ignore[method-assign]
    try:
        yield
    finally:
        DynamoHandler.call_action = plain  # type: ignore[method-assign]


@contextmanager
def running_moto() -> Iterator[MotoServer]:
    """A server on a free port of the loopback interface."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    with _one_at_a_time_in_dynamodb():
        server.start()
        try:
            host, port = server.get_host_and_port()
            yield MotoServer(f"http://{host}:{port}")
        finally:
            server.stop()
