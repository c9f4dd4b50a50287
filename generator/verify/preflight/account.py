"""Ask an AWS account, read only: an answer, or None where AWS does not say."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from generator.verify.errors import CannotVerify

T = TypeVar("T")
INSTALL = "install boto3: pip install 'payinfra[aws]'"
# AWS's words for what is not there.
_ABSENT = ("404", "NoSuch", "NotFound", "ResourceNotFoundFault", "InvalidAccessException", "BadRequest")


class Unanswered(Exception):
    """AWS refuses to say: the credentials may not ask, or the service does not know the question."""


class AwsAccount:
    """Clients of one region, made when they are first needed. Nothing here writes."""

    def __init__(self, region: str) -> None:
        """Raises CannotVerify where boto3 is missing."""
        try:
            import boto3  # type: ignore[import-untyped]  # boto3 has no types
        except ImportError:
            raise CannotVerify(INSTALL) from None
        self._session = boto3.Session(region_name=region)
        self._clients: dict[str, Any] = {}

    def client(self, service: str) -> Any:
        """Return the client of a service."""
        if service not in self._clients:
            self._clients[service] = self._session.client(service)
        return self._clients[service]

    def identity(self) -> str:
        """Return the id of the account. Raises CannotVerify where there are no credentials that work."""
        from botocore.exceptions import BotoCoreError, ClientError  # type: ignore[import-untyped]  # no types

        try:
            return str(self.client("sts").get_caller_identity()["Account"])
        except (BotoCoreError, ClientError) as error:
            raise CannotVerify(f"AWS credentials that work are needed: set AWS_PROFILE, or log in: {error}") from error

    def ask(self, service: str, question: Callable[[Any], T]) -> T | None:
        """Return the answer of a service, None where what is asked for is not there. Raises Unanswered."""
        from botocore.exceptions import BotoCoreError, ClientError

        try:
            return question(self.client(service))
        except ClientError as error:
            code = str(error.response["Error"].get("Code", ""))
            if any(word in code for word in _ABSENT):
                return None
            raise Unanswered(code or "refused") from error
        except BotoCoreError as error:
            raise Unanswered(str(error)) from error
