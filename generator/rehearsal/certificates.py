"""Issue certificates of a throw-away authority: for servers with TLS, and for their clients."""

from __future__ import annotations

import datetime
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LOOPBACK = "127.0.0.1"
_SIGNS = ("key_cert_sign", "crl_sign")
_USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """A certificate and its private key, both in PEM."""

    certificate: bytes
    private_key: bytes

    def write(self, certificate_file: Path, key_file: Path) -> None:
        """Write both into files; the key's is for its owner alone."""
        certificate_file.write_bytes(self.certificate)
        key_file.touch(mode=0o600)
        key_file.write_bytes(self.private_key)


class Authority:
    """A certificate authority that lives for a day; its key is in memory alone."""

    def __init__(self, name: str = "payinfra rehearsal CA") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _common_name(name)
        usage = x509.KeyUsage(**{use: use in _SIGNS for use in _USAGES})
        self._certificate = (
            _unsigned(self._name, self._name, self._key.public_key())
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256())
        )

    @property
    def certificate(self) -> bytes:
        """The authority's own certificate, in PEM: what its clients trust."""
        return self._certificate.public_bytes(serialization.Encoding.PEM)

    def issue(self, name: str, *more_names: str) -> KeyPair:
        """Issue a certificate for these host names and for the loopback address."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            _unsigned(_common_name(name), self._name, key.public_key())
            .add_extension(x509.SubjectAlternativeName(_alternatives((name, *more_names))), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key()), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        private_key = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        return KeyPair(certificate.public_bytes(serialization.Encoding.PEM), private_key)


def _alternatives(names: Sequence[str]) -> list[x509.GeneralName]:
    return [*map(x509.DNSName, names), x509.IPAddress(ipaddress.ip_address(LOOPBACK))]


def _common_name(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _unsigned(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )
