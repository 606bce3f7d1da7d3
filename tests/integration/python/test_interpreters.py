# SPDX-License-Identifier: GPL-3.0-or-later
"""With a local connection, no Python of the host needs libraries; otherwise an error names what is missing where."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import venv
from pathlib import Path

import pytest

pytestmark = pytest.mark.libraries

CHART = str(Path(os.environ["COXSWAIN_CHARTS_FOLDER"]) / "web")


@pytest.fixture(scope="module")
def bare(tmp_path_factory):
    """A Python without any library."""
    folder = tmp_path_factory.mktemp("bare") / "python"
    venv.create(folder, symlinks=True)
    return str(folder / "bin" / "python3")


@pytest.fixture
def play(bare, tmp_path):
    """Run a task on a host whose discovered Python is the bare one; the exit status, output and result."""

    def run(task, *options, **variables):
        host = {
            "ansible_connection": "local",
            "ansible_python_interpreter": "auto_silent",
            "ansible_interpreter_python_fallback": [bare],
            "ansible_facts": {"discovered_interpreter_python": bare},
            **variables,
        }
        (tmp_path / "inventory.json").write_text(json.dumps({"all": {"hosts": {"node": host}}}))
        tasks = [{"ansible.builtin.set_fact": {"discovered_interpreter_python": bare}}, task]
        (tmp_path / "play.yml").write_text(json.dumps([{"hosts": "node", "gather_facts": False, "tasks": tasks}]))
        program = Path(sys.executable).with_name("ansible-playbook")
        command = [str(program), "-i", str(tmp_path / "inventory.json"), str(tmp_path / "play.yml"), *options]
        clean = {name: value for name, value in os.environ.items() if name != "ANSIBLE_PYTHON_INTERPRETER"}
        clean["ANSIBLE_INVENTORY_ENABLED"] = "yaml"
        done = subprocess.run(command, env=clean, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout + done.stderr

    return run


RENDER = {"coxswain.helm.template": {"chart_ref": CHART}}


def test_a_python_without_libraries_on_a_local_host(play):
    code, output = play(RENDER, "-vvv")
    assert code == 0, output
    assert "coxswain.helm.template runs in the process of Ansible: the connection is local" in output


def test_the_error_of_a_shipped_module_names_python_and_library(play, bare):
    code, output = play(RENDER, coxswain_helm_direct="never")
    assert code != 0
    assert "PyYAML" in output
    assert f"Install it for the Python interpreter {bare}." in output, output


def test_another_interpreter_is_respected(play, bare):
    code, output = play(RENDER, "-vvv", ansible_python_interpreter=bare)
    assert code != 0
    assert f"the Python interpreter of the host is {bare}, not {sys.executable}" in output


def test_always_says_what_is_in_the_way(play, bare):
    code, output = play(RENDER, ansible_python_interpreter=bare, coxswain_helm_direct="always")
    assert code != 0
    assert f"coxswain_helm_direct is always, but the Python interpreter of the host is {bare}" in output


def test_another_value_of_the_variable(play):
    code, output = play(RENDER, coxswain_helm_direct="sometimes")
    assert code != 0
    assert "coxswain_helm_direct must be auto, never or always, not 'sometimes'" in output


def test_async(play):
    code, output = play({**RENDER, "async": 60, "poll": 1}, "-vvv", ansible_python_interpreter=sys.executable)
    assert code == 0, output
    assert "coxswain.helm.template runs as a module: the task is asynchronous" in output


# name: keywords of the task, and a pattern of what the output must contain
KEYWORDS = {
    "environment": (
        {
            "coxswain.helm.release_info": {"name": "a", "namespace": "b"},
            "environment": {"K8S_AUTH_HOST": "https://127.0.0.1:9"},
        },
        r"127\.0\.0\.1:9",
    ),
    "module_defaults": (
        {
            "coxswain.helm.release_info": {"name": "a", "namespace": "b"},
            "module_defaults": {"group/coxswain.helm.all": {"host": "https://127.0.0.1:9"}},
        },
        r"127\.0\.0\.1:9",
    ),
    "no_log": ({"coxswain.helm.template": {"chart_ref": "/missing-chart"}, "no_log": True}, "has been hidden"),
    "timeout": (
        {
            "coxswain.helm.release_info": {"name": "a", "namespace": "b", "host": "https://127.0.0.1:{silent}"},
            "timeout": 1,
        },
        r"Timed out|in the expected time frame",
    ),
}


@pytest.fixture
def silent():
    """The port of a server that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield str(server.getsockname()[1])


@pytest.mark.parametrize(("task", "expected"), KEYWORDS.values(), ids=KEYWORDS)
def test_keywords(play, silent, task, expected):
    task = json.loads(json.dumps(task).replace("{silent}", silent))
    code, output = play(task, coxswain_helm_direct="always")
    assert code != 0
    assert re.search(expected, output)
    assert "Traceback" not in output


def test_a_loop_with_retries(play):
    task = {
        "coxswain.helm.template": {"chart_ref": CHART, "name": "{{ item }}"},
        "loop": ["one", "two"],
        "register": "rendered",
        "until": "rendered.stdout is search(item)",
        "delegate_to": "localhost",
    }
    code, output = play(task, coxswain_helm_direct="always")
    assert code == 0, output
    assert "(item=one)" in output
    assert "(item=two)" in output
