"""Services of AWS that answer at once, over TLS and on kept connections as AWS does: what is left is the caller's CPU.

Every merchant is active, no counter has counted, and whatever is written is taken. Only for what a payment calls.
"""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]


@contextmanager
def running_services(secret: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The variables that send a client there, whose process is another. `secret` is the value of every secret."""
    from generator.rehearsal.certificates import Authority  # the server's process has no use for it

    authority = Authority("payinfra bench CA of services")
    with tempfile.TemporaryDirectory() as folder:
        certificate, key, trusted = (Path(folder) / name for name in ("certificate.pem", "key.pem", "ca.pem"))
        authority.issue("localhost").write(certificate, key)
        trusted.write_bytes(authority.certificate)
        command = [sys.executable, "-m", "scripts.bench_services", str(certificate), str(key), json.dumps(secret)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
            assert process.stdout
            try:
                yield {"AWS_ENDPOINT_URL": process.stdout.readline().strip(), "AWS_CA_BUNDLE": str(trusted)}
            finally:
                process.terminate()


def _answer(operation: str, asked: Mapping[str, Any], secret: str) -> dict[str, Any]:
    if operation == "GetItem":
        return {"Item": {**asked["Key"], "status": {"S": "active"}, "country": {"S": "DE"}}}
    if operation == "BatchGetItem":
        return {"Responses": {table: [] for table in asked["RequestItems"]}, "UnprocessedKeys": {}}
    if operation == "GetParameter":
        return {"Parameter": {"Name": asked["Name"], "Value": _parameter(asked["Name"]), "Version": 1}}
    return {"SecretString": secret} if operation == "GetSecretValue" else {}


def _parameter(name: str) -> str:
    """Its default in the schema."""
    entries = json.loads((ROOT / "schemas" / "parameters.schema.json").read_text())["default"]
    return next(str(entry["value"]) for entry in entries if name.endswith(f"/{entry['name']}"))


class _Service(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Headers and body go out together.
    wbufsize = -1

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        body = json.dumps(_answer(operation, asked, sys.argv[3])).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.0")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("x-amz-crc32", str(zlib.crc32(body)))
        self.send_header("x-amzn-RequestId", "BENCH")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Nobody reads it."""


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Service)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*sys.argv[1:3])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.daemon_threads = True
    print(f"https://localhost:{server.server_address[1]}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
