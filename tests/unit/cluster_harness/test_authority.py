# SPDX-License-Identifier: GPL-3.0-or-later
"""Certificates of the cluster's authority."""

from __future__ import annotations

import datetime
import pathlib

from cryptography import x509
from cryptography.x509.oid import NameOID
from harness.authority import Authority, Pair


def load(pair: Pair) -> x509.Certificate:
    return x509.load_pem_x509_certificate(pair.certificate.read_bytes())


def test_an_authority_is_created_once(tmp_path: pathlib.Path) -> None:
    authority = Authority(tmp_path / "certificates")
    assert authority.establish()
    content = authority.certificate.read_bytes()
    assert not authority.establish()
    assert authority.certificate.read_bytes() == content
    assert {file.stat().st_mode & 0o777 for file in authority.folder.iterdir()} == {0o600}


def test_users_and_groups_of_a_client(tmp_path: pathlib.Path) -> None:
    authority = Authority(tmp_path)
    authority.establish()
    pair = authority.client("jane", "jane", ["dev", "ops"])
    certificate = load(pair)
    certificate.verify_directly_issued_by(load(authority.pair))
    subject = certificate.subject
    assert [item.value for item in subject.get_attributes_for_oid(NameOID.COMMON_NAME)] == ["jane"]
    assert [item.value for item in subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)] == ["dev", "ops"]
    assert load(authority.client("jane", "jane")) == certificate
    assert load(authority.client("jane", "jane", renew=True)) != certificate


def test_a_certificate_may_have_expired(tmp_path: pathlib.Path) -> None:
    authority = Authority(tmp_path)
    authority.establish()
    certificate = load(authority.client("old", "old", lifetime=datetime.timedelta(days=-1)))
    assert certificate.not_valid_before_utc < certificate.not_valid_after_utc < datetime.datetime.now(datetime.UTC)


def test_hosts_of_a_server(tmp_path: pathlib.Path) -> None:
    authority = Authority(tmp_path)
    authority.establish()
    names = load(authority.serving("serving", ["127.0.0.1", "localhost"])).extensions
    value = names.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in value] == ["127.0.0.1", "localhost"]


def test_a_new_authority_voids_certificates_of_the_old_one(tmp_path: pathlib.Path) -> None:
    authority = Authority(tmp_path)
    authority.establish()
    pair = authority.client("jane", "jane")
    authority.certificate.unlink()
    assert authority.establish()
    assert not pair.certificate.exists()
