# SPDX-License-Identifier: GPL-3.0-or-later
"""Lock files. The digests are those that helm 2.17.0, 3.22.0 and 4.3.1 write for these charts."""

from __future__ import annotations

import re

from ansible_collections.coxswain.helm.plugins.module_utils.chart import chart_lock, loader
from ansible_collections.coxswain.helm.plugins.module_utils.chart.chart import Dependency, File
from ansible_collections.coxswain.helm.plugins.module_utils.data import yaml_in


def chart(text: str, **files: str):
    rows = {"Chart.yaml": text, **{name.replace("__", "."): data for name, data in files.items()}}
    return loader.load_files([File(name, data.encode()) for name, data in rows.items()])


def test_names():
    assert chart_lock.file_name(chart("apiVersion: v1\nname: a\nversion: 1.0.0\n")) == "requirements.lock"
    assert chart_lock.file_name(chart("apiVersion: v2\nname: a\nversion: 1.0.0\n")) == "Chart.lock"


def test_the_text_is_read_back():
    locked = [Dependency("db", "1.0.0", "https://h/<&>"), Dependency("x", "2.0.0", "")]
    document = yaml_in.decode(chart_lock.lock_text(locked, "sha256:00"))
    assert list(document) == ["dependencies", "digest", "generated"]
    assert chart_lock.locked_dependencies(document) == locked
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", document["generated"])


def test_invalid_lock_has_no_dependencies():
    assert chart_lock.locked_dependencies({"dependencies": 7}) == []
    assert chart_lock.locked_dependencies({"dependencies": ["x", {"name": None}]}) == [Dependency()]


DECLARED = """apiVersion: v2
name: p
version: 0.1.0
dependencies:
- name: sub
  version: ">=1.0.0 <2"
  repository: file://../sub
  condition: sub.enabled,global.sub
  tags: [a, "b<c"]
  import-values:
  - data
  - child: x.y
    parent: "."
  - 3
  alias: other
- name: sub
  version: ^1
  repository: file://../sub
"""
REQUIREMENTS = """dependencies:
- name: sub
  version: 1.2.3
  repository: file://../sub
  condition: a.b
  tags: [x]
"""
LOCKED = Dependency("sub", "1.2.3", "file://../sub")


class TestDigests:
    def test_of_chart_yaml(self):
        wanted = "sha256:d30076f9490313f42c9c8baedf4b90261503669477f62e9a7c3d86fcbff7dcac"
        assert chart_lock.digest(chart(DECLARED).declared, [LOCKED, LOCKED]) == wanted

    def test_of_requirements(self):
        v1 = chart("apiVersion: v1\nname: p1\nversion: 0.1.0\n", requirements__yaml=REQUIREMENTS)
        assert chart_lock.digest(v1.declared, [LOCKED]) == (
            "sha256:0b16b375f2f59c30c5622e195da19f62a40c496014cf5ec9de513925053d007a"
        )
        assert chart_lock.helm2_digest(v1.declared) == (
            "sha256:0b3a653449db110fa8558807df012fa53d0e07ab641b06ebbbd0503ee7263912"
        )
