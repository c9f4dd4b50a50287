"""Create AWS clients for the commands that ask a live environment, and report what AWS answers in one line.

boto3 comes with `payinfra[aws]` and is imported only here, when a command needs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from generator.diagnostics.usage_error import UsageError

INSTALL = "this command asks AWS: pip install 'payinfra[aws]'"


def client(service: str, region: str) -> Any:
    """Return a client for a service, with the credentials of the caller's environment. Raises UsageError."""
    try:
        import boto3  # type: ignore[import-untyped]  # boto3 has no types
        from botocore.config import Config  # type: ignore[import-untyped]  # see above
    except ImportError as missing:
        raise UsageError(INSTALL) from missing
    config = Config(connect_timeout=5, read_timeout=40, retries={"mode": "standard", "total_max_attempts": 3})
    with aws_errors():
        return boto3.client(service, region_name=region, config=config)


@contextmanager
def aws_errors() -> Iterator[None]:
    """Turn what AWS refuses into a UsageError of one line: it is about credentials, rights or what is not there."""
    try:
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # see above
    except ImportError as missing:
        raise UsageError(INSTALL) from missing
    try:
        yield
    except ClientError as refused:
        details = refused.response.get("Error", {})
        raise UsageError(
            f"AWS refuses {refused.operation_name}: {details.get('Code')}: {details.get('Message')}"
        ) from refused
    except BotoCoreError as failed:
        raise UsageError(f"AWS cannot be asked: {' '.join(str(failed).split())}") from failed
