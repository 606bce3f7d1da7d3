# SPDX-License-Identifier: GPL-3.0-or-later
"""Options are validated alike in the process of Ansible and in a module that Ansible ships."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tooling.result_comparison import differences, recorded_in

pytestmark = pytest.mark.libraries

CHART = str(Path(os.environ["COXSWAIN_CHARTS_FOLDER"]) / "web")
SECRET = "s3cret-t0ken"
NAMED = {"name": "web", "namespace": "validation"}

# name: module, options, whether the task fails
CASES = {
    "an unknown option": ("release", {**NAMED, "colour": "red"}, True),
    "two unknown options": ("template", {"chart_ref": CHART, "b": 1, "a": 2}, True),
    "a missing option": ("release", {"namespace": "validation"}, True),
    "an option that another one requires": ("release", NAMED, True),
    "options that exclude each other": (
        "release",
        {**NAMED, "chart_ref": CHART, "replace": True, "history_max": 3},
        True,
    ),
    "an option that requires another one": ("release_info", {**NAMED, "get_all_values": True, "revision": "x"}, True),
    "one of several options": ("registry_auth", {"state": "present"}, True),
    "a value that is not a choice": ("release", {**NAMED, "state": "gone"}, True),
    "a value of another type": ("release", {**NAMED, "chart_ref": CHART, "history_max": "many"}, True),
    "a boolean as a text": ("template", {"chart_ref": CHART, "include_crds": "yes"}, False),
    "a list as a text": ("template", {"chart_ref": CHART, "show_only": "templates/service.yaml"}, False),
    "a dictionary as a text": ("template", {"chart_ref": CHART, "values": "replicas=2"}, True),
    "an unknown suboption": ("repository", {"repositories": [{"name": "a", "uri": "x"}]}, True),
    "a missing suboption": ("repository", {"repositories": [{"url": "https://charts.example.com"}]}, True),
    "an option and its alias": ("template", {"chart_ref": CHART, "name": "a", "release_name": "b"}, False),
    "an empty list": ("template", {"chart_ref": CHART, "values_files": []}, False),
    "numbers and null in values": (
        "template",
        {"chart_ref": CHART, "values": {"a": 1.0, "b": None, "c": [1, 2.5]}},
        False,
    ),
    "keys that are not texts": ("template", {"chart_ref": CHART, "values": {"labels": {1: "a", 2.5: "b"}}}, False),
    "a secret in an error": (
        "release",
        {
            **NAMED,
            "chart_ref": CHART,
            "host": "https://127.0.0.1:9",
            "api_key": "s3cret-t0ken",
            "context": "s3cret-t0ken",
        },
        True,
    ),
    "a secret that equals another value": (
        "template",
        {"chart_ref": CHART, "name": "opensesame", "repo_username": "u", "repo_password": "opensesame"},
        False,
    ),
    "a file that is created": ("chart_create", {"name": "made", "path": "{folder}/made"}, False),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The results of all cases by way, as Ansible has them."""
    return {way: _play(tmp_path_factory.mktemp(way), way) for way in ("always", "never")}


def _play(folder, way):
    tasks = [
        {"name": name, f"coxswain.helm.{module}": options, "ignore_errors": fails}
        for name, (module, options, fails) in CASES.items()
    ]
    play = {"hosts": "localhost", "gather_facts": False, "vars": {"coxswain_helm_direct": way}, "tasks": tasks}
    # JSON has no keys that are not texts.
    text = json.dumps([play]).replace("{folder}", str(folder)).replace('"2.5": ', "2.5: ").replace('"1": ', "1: ")
    (folder / "play.yml").write_text(text)
    variables = recorded_in(folder / "results")
    program = Path(sys.executable).with_name("ansible-playbook")
    command = [str(program), "-i", "localhost,", "-c", "local", str(folder / "play.yml")]
    done = subprocess.run(command, env=os.environ | variables, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert SECRET not in done.stdout + done.stderr
    recorded = (folder / "results").read_text().replace(str(folder), "<folder>")
    return [json.loads(line) for line in recorded.splitlines()]


@pytest.mark.parametrize(("index", "fails"), [(index, case[2]) for index, case in enumerate(CASES.values())], ids=CASES)
def test_both_ways(results, index, fails):
    one, other = results["always"][index], results["never"][index]
    assert (one["failed"], other["failed"]) == (fails, fails)
    assert SECRET not in str(one)
    assert differences([one], [other]) == []
