# SPDX-License-Identifier: GPL-3.0-or-later
"""References to charts in registries: their parts, and invalid ones."""

from __future__ import annotations

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository.oci_reference import (
    Reference,
    parse,
    tag_of,
    version_of,
)

DIGEST = f"sha256:{'0a' * 32}"

GOOD = {
    "repository": ("oci://h.example/charts/web", Reference("h.example", "charts/web")),
    "without a scheme": ("h.example/web", Reference("h.example", "web")),
    "port": ("oci://localhost:5000/web", Reference("localhost:5000", "web")),
    "address": ("oci://[::1]:5000/web", Reference("[::1]:5000", "web")),
    "tag": ("oci://h/web:1.2.3", Reference("h", "web", "1.2.3")),
    "a plus sign": ("oci://h/web:1.2.3+b.1", Reference("h", "web", "1.2.3_b.1")),
    "digest": (f"oci://h/web@{DIGEST}", Reference("h", "web", "", DIGEST)),
    "tag and digest": (f"oci://h/web:1@{DIGEST}", Reference("h", "web", "1", DIGEST)),
    "separators": ("oci://h/a.b_c__d--e/f", Reference("h", "a.b_c__d--e/f")),
}


@pytest.mark.parametrize(("text", "expected"), GOOD.values(), ids=GOOD)
def test_references(text, expected):
    assert parse(text) == expected
    assert parse(str(expected)) == expected


BAD = {
    "no repository": "oci://h",
    "an empty repository": "oci://h/",
    "no host": "oci:///web",
    "capitals": "oci://h/Web",
    "climbing": "oci://h/../web",
    "a double slash": "oci://h/a//web",
    "a blank": "oci://h/we b",
    "a line break": "oci://h/web\n",
    "a control character": "oci://h/we\x00b",
    "a line break in the host": "oci://h\r\nHost: x/web",
    "an empty tag": "oci://h/web:",
    "a tag with a slash": "oci://h/web:1/2",
    "a long tag": f"oci://h/web:{'1' * 129}",
    "a short digest": "oci://h/web@sha256:00",
    "another algorithm": f"oci://h/web@md5:{'0' * 32}",
    "a user": "oci://ann@h/web",
    "too long": f"oci://h/{'a' * 2000}",
    "a query": "oci://h/web?a=b",
    "a backslash": "oci://h/a\\web",
}


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_refused(text):
    with pytest.raises(RepositoryError) as caught:
        parse(text)
    assert str(caught.value).isprintable()


def test_password_is_redacted():
    with pytest.raises(RepositoryError, match="must not contain a user name or password") as caught:
        parse("oci://ann:s3cret@h/web")
    assert "s3cret" not in str(caught.value)


def test_docker_hub_api_host():
    assert parse("oci://docker.io/a/b").server == "registry-1.docker.io"


def test_versions_and_tags():
    assert tag_of("1.0.0+a.b") == "1.0.0_a.b"
    assert version_of("1.0.0_a.b") == "1.0.0+a.b"
