# SPDX-License-Identifier: GPL-3.0-or-later
"""TLS failures and their explanations."""

from __future__ import annotations

import ssl

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.tiller.connection import tls


@pytest.mark.parametrize(
    ("reason", "message"),
    [
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "rejects the client certificate"),
        ("SSLV3_ALERT_BAD_CERTIFICATE", "rejects the client certificate"),
        ("TLSV1_ALERT_UNKNOWN_CA", "which another CA has issued"),
        ("SSLV3_ALERT_CERTIFICATE_EXPIRED", "which has expired"),
        ("WRONG_VERSION_NUMBER", "the server does not use TLS"),
        ("INTERNAL_ERROR", "TLS failed (internal error)"),
    ],
)
def test_alerts(reason, message):
    error = ssl.SSLError(1, f"[SSL: {reason}] text")
    error.reason = reason
    assert message in str(tls.explain(error, "Tiller at x", "x"))


@pytest.mark.parametrize(
    ("verdict", "message"),
    [
        ("certificate has expired", "Tiller's certificate has expired"),
        ("certificate is not yet valid", "is not valid yet"),
        ("IP address mismatch, certificate is not valid for '127.0.0.1'", "is not valid for 127.0.0.1"),
        ("Hostname mismatch, certificate is not valid for 'a'", "Set tls_hostname"),
        ("unable to get local issuer certificate", "Set tls_ca_cert to the CA that has issued it"),
    ],
)
def test_verification_errors(verdict, message):
    error = ssl.SSLCertVerificationError(1, "failed")
    error.verify_message = verdict
    assert message in str(tls.explain(error, "Tiller at x", "127.0.0.1"))
