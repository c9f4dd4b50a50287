"""The way in: requests to the API as its callers make them: signed, by a user of IAM."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from botocore.auth import SigV4Auth  # type: ignore[import-untyped]  # botocore has no types
from botocore.awsrequest import AWSRequest  # type: ignore[import-untyped]  # see above
from botocore.credentials import Credentials  # type: ignore[import-untyped]  # see above

from generator.verify.emulators.server_process import HOST
from tests.e2e.data_plane.emulator import REGION, Emulator
from tests.support.waiting import PATIENCE_SECONDS


@dataclass(frozen=True, slots=True)
class Answer:
    """What a caller got. `correlation_id` is the one under which the functions logged the request, too."""

    status: int
    headers: Mapping[str, str]
    content: Any = field(repr=False)

    @property
    def correlation_id(self) -> str:
        return self.headers.get("x-correlation-id", "")


@dataclass(slots=True)
class Gateway:
    """A caller of the API, for one thread; without credentials, one who does not sign. `always` are headers of each
    request.

    Who keeps the connection must close it.
    """

    emulator: Emulator
    api_id: str
    stage: str
    credentials: Credentials | None
    keeps_connection: bool = False
    always: Mapping[str, str] = field(default_factory=dict)
    _connection: http.client.HTTPConnection | None = None

    def post(self, path: str, content: Any, **headers: str) -> Answer:
        """POST of JSON; underscores in the names of headers become hyphens."""
        return self.request("POST", path, json.dumps(content), **{"Content-Type": "application/json", **headers})

    def get(self, path: str, **headers: str) -> Answer:
        return self.request("GET", path, "", **headers)

    def close(self) -> None:
        """Give up the connection; the next request makes a new one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def request(self, method: str, path: str, body: str, **headers: str) -> Answer:
        """A request with these very bytes as its body."""
        address = f"http://{self.api_id}.execute-api.localhost:{self.emulator.port}/{self.stage}{path}"
        named = {name.replace("_", "-"): value for name, value in {**self.always, **headers}.items()}
        request = AWSRequest(method, address, headers=named, data=body)
        if self.credentials is not None:
            SigV4Auth(self.credentials, "execute-api", REGION).add_auth(request)
        sent = {**dict(request.headers.items()), "Host": f"{self.api_id}.execute-api.localhost:{self.emulator.port}"}
        try:
            return self._answered(method, path, body, sent)
        finally:
            if not self.keeps_connection:
                self.close()

    def _answered(self, method: str, path: str, body: str, sent: Mapping[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(HOST, self.emulator.port, timeout=PATIENCE_SECONDS)
        self._connection.request(method, f"/{self.stage}{path}", body.encode(), sent)
        response = self._connection.getresponse()
        content = response.read()
        return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, _json(content))


def _json(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        return content
