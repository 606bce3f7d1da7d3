# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate a corpus of own charts: differences between renderings are blanked, everything else is kept."""

from __future__ import annotations

import gzip
import json

import pytest
from tooling import corpus

HELM = """#!/bin/sh
case "$*" in
  *bad*) echo "level=ERROR msg=something" >&2; echo "Error: it does not render" >&2; exit 1;;
  *) echo "args: $*"; echo "pid: $$ end";;
esac
"""


@pytest.mark.parametrize(
    ("outputs", "expected"),
    [
        pytest.param(["a\nb\n", "a\nb\n"], "a\nb\n", id="nothing differs"),
        pytest.param(["p: abc;\n", "p: xyz;\n"], "p: \0;\n", id="a span differs"),
        pytest.param(["p: abc", "p: abcd"], "p: abc\0", id="one is longer"),
        pytest.param(["p: aa", "p: a"], "p: a\0", id="one is shorter"),
        pytest.param(["x1y\nkeep\nx2y", "x3y\nkeep\nx4y"], "x\0y\nkeep\nx\0y", id="each line by itself"),
        pytest.param(["p: a16", "p: b26", "p: a37"], "p: \0", id="two share a character by chance"),
    ],
)
def test_blanking(outputs, expected):
    assert corpus._blank_differences(outputs) == expected


def test_a_different_number_of_lines_is_an_error():
    with pytest.raises(ValueError, match="number of lines"):
        corpus._blank_differences(["a\n", "a\nb\n"])


def test_the_layout(tmp_path):
    for name in ("good", "bad"):
        (tmp_path / "charts" / name / "ci").mkdir(parents=True)
        (tmp_path / "charts" / name / "Chart.yaml").write_text(f"apiVersion: v2\nname: {name}\nversion: 1.0.0\n")
    (tmp_path / "charts" / "good" / "ci" / "big-values.yaml").write_text("size: 9\n")
    helm = tmp_path / "helm"
    helm.write_text(HELM)
    helm.chmod(0o755)
    folder = tmp_path / "corpus"
    assert corpus.make(tmp_path / "charts", {"helm4": helm}, folder) == 3
    cases = {(case["chart"], case["case"]): case for case in json.loads((folder / "cases.json").read_text())}
    assert cases["bad", "default"]["helm4"] == "error"
    assert cases["good", "default"]["helm4"] == "ok"
    assert cases["good", "big-values"]["values"] == "values/own/good/big-values.yaml"
    assert (folder / "values/own/good/big-values.yaml").read_text() == "size: 9\n"
    assert (folder / "expected/helm4/own/bad/default.err").read_text() == "Error: it does not render\n"
    printed = gzip.decompress((folder / "expected/helm4/own/good/big-values.yaml.gz").read_bytes()).decode()
    archive = "repos/own/good-1.0.0.tgz"
    assert printed.splitlines() == [
        f"args: template rel {archive} --namespace ns1 --kube-version 1.36.3 --values values/own/good/big-values.yaml",
        printed.splitlines()[1],
    ]
    assert "\0" in printed.splitlines()[1]
    assert (folder / archive).is_file()
