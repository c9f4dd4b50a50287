"""Build the TLS context by a secret with CA and client certificate, so that a new certificate needs no deployment."""

from __future__ import annotations

import json
import ssl
import tempfile
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from adapters.secrets import secret_text
from payments.errors import ConfigurationInvalid

_INVALID = "the secret of the relay's certificates must be JSON with certificateAuthority, certificate and privateKey"


def tls_context(secret: str | None) -> ssl.SSLContext:
    """Return a context for TLS 1.2 or newer that verifies certificate and name. Raises TemporarilyUnavailable,
    ConfigurationInvalid.
    """
    return _context("{}" if secret is None else secret_text(secret))


@lru_cache(maxsize=2)
def _context(text: str) -> ssl.SSLContext:
    parts = _parts(text)
    try:
        context = ssl.create_default_context(cadata=parts.get("certificateAuthority"))
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        # Certificates of a private CA often lack the extensions that Python 3.13 requires.
        context.verify_flags &= ~ssl.VERIFY_X509_STRICT
        if "certificate" in parts:
            _load_client(context, parts["certificate"], parts["privateKey"])
    except (ssl.SSLError, KeyError, ValueError):
        raise ConfigurationInvalid(_INVALID) from None
    return context


def _parts(text: str) -> Mapping[str, str]:
    try:
        parts = json.loads(text)
    except ValueError:
        raise ConfigurationInvalid(_INVALID) from None
    if not isinstance(parts, dict) or not all(isinstance(part, str | None) for part in parts.values()):
        raise ConfigurationInvalid(_INVALID)
    return {name: part for name, part in parts.items() if part}


def _load_client(context: ssl.SSLContext, certificate: str, private_key: str) -> None:
    """Load the client certificate by a temporary file, as Python reads it from files alone; it is the user's own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "client.pem")
        file.touch(mode=0o600)
        file.write_text(f"{private_key.strip()}\n{certificate.strip()}\n")
        context.load_cert_chain(file)
