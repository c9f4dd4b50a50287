"""Plan stacks without an account: the one call of a plan to AWS, STS GetCallerIdentity, is answered here."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from generator.verify.terraform import Terraform
from generator.verify.terraform_environment import environment_for

_OFFLINE = {
    "provider": {
        "aws": {
            "access_key": "none",
            "secret_key": "none",
            "skip_credentials_validation": True,
            "skip_metadata_api_check": "true",
            "skip_requesting_account_id": True,
        }
    },
    "terraform": {"backend": {"local": {"path": "scan.tfstate"}}},
}
# The data source that resources refer to, and is answered here.
_ANSWERED = "aws_caller_identity"
_IDENTITY = b"""<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult>
<Arn>arn:aws:iam::123456789012:user/scan</Arn><UserId>AIDA</UserId><Account>123456789012</Account>
</GetCallerIdentityResult><ResponseMetadata><RequestId>0</RequestId></ResponseMetadata></GetCallerIdentityResponse>"""


def plans(files: Sequence[Path], folder: Path) -> list[Path]:
    """Plan each stack without an account, as JSON."""
    with _identity_service() as url, ThreadPoolExecutor() as threads:
        return list(threads.map(lambda file: _plan(file, folder, url), files))


def _offline(stack: Path) -> dict[str, Any]:
    """Return what is overridden without an account: nothing is asked that only checks it, such as its quotas."""
    sources = json.loads(stack.read_text(encoding="utf-8")).get("data", {})
    unasked = {kind: {name: {"count": 0} for name in names} for kind, names in sources.items() if kind != _ANSWERED}
    return _OFFLINE | ({"data": unasked} if unasked else {})


def _plan(file: Path, folder: Path, identity_service: str) -> Path:
    (file.parent / "scan_override.tf.json").write_text(json.dumps(_offline(file)), encoding="utf-8")
    environment = {**environment_for(file.parent), "AWS_ENDPOINT_URL_STS": identity_service}
    terraform = Terraform(file.parent, environment)
    terraform.initialize(backend=True)
    copy = folder / f"{file.parent.name}.plan.json"
    copy.write_text(json.dumps(terraform.plan(refresh=False)), encoding="utf-8")
    return copy


@contextmanager
def _identity_service() -> Iterator[str]:
    """Serve the one request of a plan: STS GetCallerIdentity."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(200)
            self.send_header("Content-Type", "text/xml")
            self.send_header("Content-Length", str(len(_IDENTITY)))
            self.end_headers()
            self.wfile.write(_IDENTITY)

        def log_message(self, format: str, *arguments: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
