# SPDX-License-Identifier: GPL-3.0-or-later
"""Every chart of the corpus, repacked and rendered by real Helm, and linted with real Helm's findings."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
from pathlib import Path

import harness.programs
import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.chart import loader, package
from ansible_collections.coxswain.helm.plugins.module_utils.chart.values import read_values
from ansible_collections.coxswain.helm.plugins.module_utils.dialect import DIALECTS
from ansible_collections.coxswain.helm.plugins.module_utils.render.linter import LintOptions, lint_chart
from conformance import expected
from integration.python.charts import verdicts
from tooling.paths import CORPUS
from unit.plugins.module_utils.render.lint_cases import CASES as MISTAKES

CASES = json.loads((CORPUS / "cases.json").read_text()) if (CORPUS / "cases.json").is_file() else []
pytestmark = pytest.mark.skipif(not CASES, reason="there is no corpus beside the checkout")

_TEMPLATE = {
    "helm4": ["template", "rel", "ARCHIVE", "--namespace", "ns1", "--kube-version", "1.36.3"],
    "helm3": ["template", "rel", "ARCHIVE", "--namespace", "ns1", "--kube-version", "1.36.3"],
    "helm2": ["template", "ARCHIVE", "--name", "rel", "--namespace", "ns1", "--kube-version", "1.36"],
}


@pytest.fixture(scope="module")
def helm(tmp_path_factory):
    programs = harness.programs.ensure(("helm2", "helm3", "helm4"))
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("HELM", "XDG_", "KUBE"))}
    env = kept | {"HOME": str(home), "HELM_HOME": str(home / "helm2")}
    subprocess.run([programs["helm2"], "init", "--client-only", "--skip-repos"], env=env, check=True)

    def run(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
        command = [str(programs[name]), *map(str, arguments)]
        done = subprocess.run(command, env=env, capture_output=True, check=False)
        # Keep line ends: some charts have carriage returns.
        return subprocess.CompletedProcess(command, done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture(scope="module")
def packed(tmp_path_factory):
    """Repack an archive of the corpus, once."""
    folder = tmp_path_factory.mktemp("packed")

    def made(archive: str) -> Path:
        path = folder / archive.replace("/", "_")
        if not path.exists():
            chart = loader.load(CORPUS / archive)
            content = package.pack(chart)
            assert package.pack(loader.load_archive(content)) == content
            path.write_bytes(content)
        return path

    return made


def changed_since(then: str, now: str) -> str:
    """Return a text with a NUL for changes within a line; unchanged where the number of lines differs."""
    lines, others = then.split("\n"), now.split("\n")
    return "\n".join(map(expected.blank, lines, others)) if len(lines) == len(others) else then


@pytest.mark.parametrize("name", ["helm4", "helm3", "helm2"])
def test_what_is_packed_again_renders_alike(helm, packed, name):
    def rendered(archive, values):
        return helm(name, *(archive if word == "ARCHIVE" else word for word in _TEMPLATE[name]), *values)

    different = []
    cases = [case for case in CASES if name in case]
    for case in cases:
        values = ["--values", CORPUS / case["values"]] if case["values"] else []

        done = rendered(packed(case["archive"]), values)
        wanted = CORPUS / "expected" / name / case["repo"] / case["chart"] / f"{case['case']}.yaml.gz"
        if wanted.is_file():
            text = gzip.decompress(wanted.read_bytes()).decode()
            alike = done.returncode == 0 and (
                expected.output_fits(text, done.stdout)
                # Output that depends on the clock differs for the original chart too.
                or expected.output_fits(
                    changed_since(text, rendered(CORPUS / case["archive"], values).stdout), done.stdout
                )
            )
        else:
            alike = done.returncode != 0
        if not alike:
            different.append(f"{case['archive']} {case['case']}")
    print(f"{name}: {len(cases) - len(different)} of {len(cases)} cases render alike from a repacked archive")
    assert not different


@pytest.mark.parametrize("name", ["helm4", "helm3"])
def test_every_verdict_is_helm_s(helm, name, tmp_path):
    different = []
    for case in CASES:
        values = CORPUS / case["values"] if case["values"] else None
        given = read_values(values.read_bytes(), DIALECTS[name]) if values else {}
        path = CORPUS / case["archive"]
        ours = verdicts.ours(lint_chart(str(path), given, LintOptions(dialect=DIALECTS[name])))
        if ours != verdicts.theirs(helm(name, "lint", path, *(["--values", values] if values else []))):
            different.append(f"{case['archive']} {case['case']}")
    for number, (title, files) in enumerate(MISTAKES.items()):
        folder = tmp_path / str(number) / "web"
        for path, text in files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
        ours = verdicts.ours(lint_chart(str(folder), {}, LintOptions(dialect=DIALECTS[name])))
        if ours != verdicts.theirs(helm(name, "lint", folder)):
            different.append(title)
    print(f"{name}: {len(CASES) + len(MISTAKES) - len(different)} of {len(CASES) + len(MISTAKES)} verdicts agree")
    assert not different
