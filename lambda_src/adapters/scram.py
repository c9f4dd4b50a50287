"""Compute the SCRAM verifier that PostgreSQL stores in place of a password, so that none travels in SQL or logs.

Sources: RFC 5802, section 3; PostgreSQL documentation, pg_authid, column rolpassword.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from typing import Final

# PostgreSQL's own numbers.
_ITERATIONS: Final = 4096
_SALT_BYTES: Final = 16


def verifier(password: str) -> str:
    """Return the verifier of a password in ASCII; other characters would need SASLprep (RFC 4013)."""
    salt = secrets.token_bytes(_SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, _ITERATIONS)
    stored_key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server_key = hmac.digest(salted, b"Server Key", "sha256")
    return f"SCRAM-SHA-256${_ITERATIONS}:{_text(salt)}${_text(stored_key)}:{_text(server_key)}"


def _text(octets: bytes) -> str:
    return base64.b64encode(octets).decode("ascii")
