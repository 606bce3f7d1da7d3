# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers with TLS: trusted authorities and client certificates."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_fetch import fetch
from ansible_collections.coxswain.helm.plugins.module_utils.repository.http_options import HttpOptions
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)


class Authority:
    """A certificate authority that issues certificates to a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "authority")])
        self.file = self._write("ca", self._build(self.name, self.key, DAY, authority=True), self.key)[0]

    def issue(self, name: str, *addresses: str, lifetime: datetime.timedelta = DAY) -> tuple[str, str]:
        """Issue a certificate and return its file and that of its key."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        return self._write(name, self._build(subject, key, lifetime, *addresses), key)

    def _build(self, subject, key, lifetime, *addresses, authority=False):
        now = datetime.datetime.now(datetime.UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - 10 * DAY)
            .not_valid_after(now + lifetime)
            .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        )
        if addresses:
            names = [x509.IPAddress(ipaddress.ip_address(address)) for address in addresses]
            builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def _write(self, name, certificate, key):
        paths = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        paths[0].write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        form, no_encryption = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, form, no_encryption))
        return str(paths[0]), str(paths[1])


@pytest.fixture
def authority(tmp_path):
    return Authority(tmp_path)


@pytest.fixture
def secured(server, authority):
    """Enable TLS for the server and return its address."""

    def secure(certificate, clients=False):
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        if clients:
            context.verify_mode = ssl.CERT_REQUIRED
            context.load_verify_locations(authority.file)
        server._server.socket = context.wrap_socket(server._server.socket, server_side=True)
        server._server.handle_error = lambda *_: None
        server.page("/a", b"body")
        return server.url.replace("http:", "https:") + "/a"

    return secure


def test_custom_certificate_authority(secured, authority):
    url = secured(authority.issue("server", "127.0.0.1"))
    assert fetch(url, HttpOptions(ca_file=authority.file, timeout=5), limit=10) == b"body"


def test_untrusted_certificate_authority(secured, authority):
    url = secured(authority.issue("server", "127.0.0.1"))
    with pytest.raises(RepositoryError, match="certificate is not trusted.*Set its certificate authority"):
        fetch(url, HttpOptions(timeout=5), limit=10)
    assert fetch(url, HttpOptions(insecure=True, timeout=5), limit=10) == b"body"


CERTIFICATES = {
    "expired": (("127.0.0.1",), -DAY, "certificate has expired"),
    "of another host": (("127.0.0.2",), DAY, "not valid for '127.0.0.1'"),
}


@pytest.mark.parametrize(("addresses", "lifetime", "reason"), CERTIFICATES.values(), ids=CERTIFICATES)
def test_refused_certificates(secured, authority, addresses, lifetime, reason):
    url = secured(authority.issue("server", *addresses, lifetime=lifetime))
    with pytest.raises(RepositoryError, match=reason):
        fetch(url, HttpOptions(ca_file=authority.file, timeout=5), limit=10)


def test_a_client_certificate(secured, authority):
    url = secured(authority.issue("server", "127.0.0.1"), clients=True)
    with pytest.raises(RepositoryError):
        fetch(url, HttpOptions(ca_file=authority.file, timeout=5), limit=10)
    certificate, key = authority.issue("client")
    http_options = HttpOptions(ca_file=authority.file, cert_file=certificate, key_file=key, timeout=5)
    assert fetch(url, http_options, limit=10) == b"body"


def test_a_key_of_another_certificate(secured, authority):
    url = secured(authority.issue("server", "127.0.0.1"))
    http_options = HttpOptions(cert_file=authority.issue("one")[0], key_file=authority.issue("other")[1])
    with pytest.raises(RepositoryError, match="cannot be used.*belong together"):
        fetch(url, http_options, limit=10)


def test_invalid_certificate_authority(secured, authority, tmp_path):
    url = secured(authority.issue("server", "127.0.0.1"))
    (tmp_path / "text.pem").write_text("text")
    with pytest.raises(RepositoryError, match=r"text\.pem: is not a PEM file of certificates"):
        fetch(url, HttpOptions(ca_file=str(tmp_path / "text.pem")), limit=10)
