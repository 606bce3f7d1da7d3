# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on a host that is reached over SSH: the code is sent once, and results are those of shipped modules."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tooling import byte_counter, ssh_server
from tooling.result_comparison import differences, recorded_in

#: Why there is no server. The root file system of the part `newest` has no SSH client; with its ansible-core, the unit
#: tests of sessions run.
_OBSTACLE = ssh_server.obstacle()
pytestmark = [pytest.mark.libraries, pytest.mark.skipif(_OBSTACLE is not None, reason=str(_OBSTACLE))]
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can change users")

CHARTS = Path(os.environ["COXSWAIN_CHARTS_FOLDER"])
CHART = str(CHARTS / "web")
KUBECONFIG = os.environ["KUBECONFIG"]
SECRET = "s3cret-t0ken"
TEMPLATE = {"name": "template", "coxswain.helm.template": {"chart_ref": CHART}}
IN_SESSION, AS_MODULE = "runs in a session: ", "runs as a module: "
#: Bytes that a task may send when the host has the code, a new connection included.
BYTES = 60_000


@dataclass(frozen=True)
class Play:
    """A play that has ended.

    :param results: the results of its tasks, in order.
    """

    code: int
    output: str
    results: list[dict[str, Any]]

    @property
    def result(self) -> dict[str, Any]:
        """The result of the last task."""
        return self.results[-1]["result"]


class Player:
    """Runs plays, each with connections of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.number = 0

    def __call__(self, inventory, tasks, *options, verbosity="-vvv", environment=None, **keywords) -> Play:
        self.number += 1
        folder = self.folder / str(self.number)
        folder.mkdir()
        (folder / "inventory.json").write_text(json.dumps({"all": {"hosts": inventory}}))
        (folder / "play.yml").write_text(
            json.dumps([{"hosts": "all", "gather_facts": False, "tasks": tasks, **keywords}])
        )
        # The paths of sockets must be short.
        with tempfile.TemporaryDirectory(prefix="coxswain-") as sockets:
            variables = {
                **recorded_in(folder / "results"),
                "ANSIBLE_SSH_CONTROL_PATH_DIR": sockets,
                "ANSIBLE_SSH_ARGS": "-o ControlMaster=auto -o ControlPersist=20s",
                "ANSIBLE_REMOTE_TMP": "~/.ansible/tmp",
            }
            command = [str(Path(sys.executable).with_name("ansible-playbook")), "-i", str(folder / "inventory.json")]
            done = subprocess.run(
                [*command, str(folder / "play.yml"), verbosity, *options],
                env={**os.environ, **variables, **(environment or {})},
                capture_output=True,
                text=True,
                check=False,
            )
            for path in Path(sockets).iterdir():
                subprocess.run(["ssh", "-O", "exit", "-S", str(path), "host"], capture_output=True, check=False)
        results = folder / "results"
        lines = results.read_text().splitlines() if results.exists() else []
        return Play(done.returncode, done.stdout + done.stderr, [json.loads(line) for line in lines])


@pytest.fixture(scope="module")
def player(tmp_path_factory):
    """Runs plays."""
    return Player(tmp_path_factory.mktemp("plays"))


@pytest.fixture
def server():
    """A host with an empty home."""
    with ssh_server.serve() as running:
        yield running


def variables(server, **changes):
    return {**server.variables(Path(sys.executable)), **changes}


def digests(home):
    """The directories of the code in a home."""
    return [path.name for path in (home / ".cache" / "coxswain-helm" / "core").iterdir()]


def left_behind(home):
    """The temporary files of Ansible in a home."""
    return list((home / ".ansible" / "tmp").glob("*")) if (home / ".ansible").exists() else []


def test_the_code_is_sent_once(server, player):
    with byte_counter.count(server.host, server.port) as counter:
        host = variables(server, ansible_port=counter.port)
        sent: list[int] = []
        while len(sent) < 2:
            before = counter.sent
            play = player({"node": host}, [TEMPLATE])
            sent.append(counter.sent - before)
            assert play.code == 0, play.output
            assert f"{IN_SESSION}the connection is ssh" in play.output
            assert "kind: Deployment" in play.result["stdout"]
    assert sent[0] > 10 * BYTES
    assert sent[1] <= BYTES
    assert len(digests(server.home)) == 1
    assert left_behind(server.home) == []


# -- The same results


def release(title, module="release", **keywords):
    keys = {"check_mode", "diff", "environment", "loop", "ignore_errors", "no_log", "when"}
    options = {name: value for name, value in keywords.items() if name not in keys}
    task = {name: value for name, value in keywords.items() if name in keys}
    return {"name": title, f"coxswain.helm.{module}": options, **task}


WEB = {"name": "web", "namespace": "remote-hosts", "chart_ref": CHART}
TASKS = [
    TEMPLATE,
    release("install in check mode", **WEB, create_namespace=True, check_mode=True, diff=True),
    release("install", **WEB, create_namespace=True),
    release("unchanged", **WEB),
    release("upgrade in check mode", **WEB, values={"replicas": 2}, check_mode=True, diff=True),
    release("upgrade", **WEB, values={"replicas": 2}, diff=True),
    release("information", "release_info", name="web", namespace="remote-hosts", get_all_values=True),
    release("a loop", **{**WEB, "values": {"replicas": "{{ item }}"}}, loop=[2, 3]),
    release("an error of the API server", **{**WEB, "namespace": "no-such-namespace"}, ignore_errors=True),
    release("an error of the chart", **{**WEB, "chart_ref": f"{CHART}-gone"}, ignore_errors=True),
    release("an error of the options", **WEB, colour="red", ignore_errors=True),
    release("an error of the values", **WEB, values={"replicas": "many"}, ignore_errors=True),
    release("a chart with an error", "chart_lint", path=str(CHARTS / "no-such-chart"), ignore_errors=True),
    release("a chart", "chart_lint", path=CHART),
    release("a warning", "template", chart_ref=CHART, name="a", release_name="b"),
    release("credentials", **WEB, api_key=SECRET),
    release("another server", **WEB, environment={"K8S_AUTH_HOST": "https://127.0.0.1:9"}, ignore_errors=True),
    release("an empty result", "release_info", name="none", namespace="remote-hosts"),
    release("remove", name="web", namespace="remote-hosts", state="absent", wait=True),
]


@pytest.fixture(scope="module")
def both_ways(player):
    """The plays of all tasks, in a session and as modules."""
    with ssh_server.serve() as running:
        keywords = {"module_defaults": {"group/coxswain.helm.helm": {"kubeconfig": KUBECONFIG}}}
        namespace = [release("create", **WEB, create_namespace=True), TASKS[-1]]
        assert player({"node": variables(running)}, namespace, **keywords).code == 0
        plays = {}
        for way in ("auto", "never"):
            host = variables(running, coxswain_helm_direct=way)
            plays[way] = player({"node": host}, TASKS, **keywords)
            assert plays[way].code == 0, plays[way].output
        return plays


def test_each_way_is_taken(both_ways):
    # The items of a loop run in one task, each with a line of its own.
    count = len(TASKS) + 1
    assert both_ways["auto"].output.count(IN_SESSION) == count
    assert both_ways["auto"].output.count(AS_MODULE) == 0
    assert both_ways["never"].output.count(f"{AS_MODULE}coxswain_helm_direct is never") == count


@pytest.mark.parametrize("index", range(len(TASKS)), ids=[task["name"] for task in TASKS])
def test_results_are_alike(both_ways, index):
    one, other = (both_ways[way].results[index] for way in ("auto", "never"))
    assert one["failed"] == other["failed"] == TASKS[index].get("ignore_errors", False)
    assert differences([one], [other]) == []


def test_secrets_are_nowhere(server, player):
    tasks = [release("secret", **WEB, kubeconfig="/nowhere", api_key=SECRET, context=SECRET, ignore_errors=True)]
    tasks.append({**tasks[0], "no_log": True})
    play = player({"node": variables(server)}, tasks, verbosity="-vvvvv")
    assert len(play.results) == len(tasks)
    assert SECRET not in play.output + json.dumps(play.results)


# -- Hosts without a session


@ROOT_ONLY
def test_a_home_that_is_read_only(player):
    with ssh_server.serve(read_only_home=True) as server, tempfile.TemporaryDirectory() as temporary:
        play = player({"node": variables(server, ansible_remote_tmp=temporary)}, [TEMPLATE])
        assert play.code == 0, play.output
        assert AS_MODULE in play.output
        assert "no session is possible: " in play.output
        assert "cannot be created: Read-only file system" in play.output
        assert "kind: Deployment" in play.result["stdout"]


def test_an_asynchronous_task(server, player):
    play = player({"node": variables(server)}, [{**TEMPLATE, "async": 60, "poll": 1}])
    assert play.code == 0, play.output
    assert f"{AS_MODULE}the connection is ssh, and no session is possible: the task is asynchronous" in play.output


def test_a_host_that_cannot_be_reached(server, player):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    play = player({"node": variables(server, ansible_port=port)}, [TEMPLATE])
    assert play.code != 0
    assert "unreachable=1" in play.output
    assert AS_MODULE not in play.output


def test_an_interpreter_that_does_not_exist(server, player):
    play = player({"node": variables(server, ansible_python_interpreter="/opt/none/python3")}, [TEMPLATE])
    assert play.result["rc"] == 127
    assert "/opt/none/python3 cannot be executed" in play.output


@pytest.mark.parametrize("module", ["template", "release_info"])
def test_a_python_without_libraries(server, player, tmp_path, module):
    venv.create(tmp_path / "venv", symlinks=True)
    python = str(tmp_path / "venv" / "bin" / "python")
    options = {"template": {"chart_ref": CHART}, "release_info": {"name": "a", "namespace": "b", "host": "https://h"}}
    play = player(
        {"node": variables(server, ansible_python_interpreter=python)},
        [{"name": "libraries", f"coxswain.helm.{module}": options[module]}],
    )
    assert IN_SESSION in play.output
    assert AS_MODULE not in play.output
    assert play.result["error"]["kind"] == "MissingLibraryError"
    assert {"template": "PyYAML", "release_info": "urllib3"}[module] in play.result["msg"]
    assert python in play.result["msg"]


def test_a_python_that_is_too_old(server, player, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.version_info = (3, 6, 8, 'final', 0)\n")
    play = player({"node": variables(server)}, [{**TEMPLATE, "environment": {"PYTHONPATH": str(tmp_path)}}])
    assert "Python 3.9 or newer is required on the target host" in play.result["msg"]
    assert f"{sys.executable} is Python 3.6.8" in play.result["msg"]


# -- Other circumstances


@pytest.mark.parametrize("way", ["auto", "never"])
def test_a_python_that_is_discovered(server, player, way):
    host = variables(
        server,
        ansible_python_interpreter="auto_silent",
        ansible_interpreter_python_fallback=[sys.executable],
        coxswain_helm_direct=way,
    )
    play = player({"node": host}, [TEMPLATE, TEMPLATE])
    assert play.code == 0, play.output
    first, second = (entry["result"] for entry in play.results)
    assert first["ansible_facts"] == {"discovered_interpreter_python": sys.executable}
    assert "ansible_facts" not in second
    assert play.output.count("Attempting python interpreter discovery") == 1
    assert (AS_MODULE in play.output) == (way == "never")


def test_a_task_that_is_delegated(server, player):
    inventory = {
        "here": {"ansible_connection": "local", "ansible_python_interpreter": "/opt/none/python3"},
        "node": variables(server),
    }
    play = player(inventory, [{**TEMPLATE, "delegate_to": "node"}], hosts="here")
    assert play.code == 0, play.output
    assert f"<node> coxswain.helm.template {IN_SESSION}the connection is ssh" in play.output
    assert AS_MODULE not in play.output


def test_a_local_connection_with_another_python(player, tmp_path):
    """The home is that of the user who runs Ansible, so the cache is moved."""
    venv.create(tmp_path / "venv", symlinks=True)
    python = tmp_path / "venv" / "bin" / "python"
    host = {"ansible_connection": "local", "ansible_python_interpreter": str(python)}
    task = {**TEMPLATE, "environment": {"XDG_CACHE_HOME": str(tmp_path / "cache")}}
    libraries = [path for path in sys.path if path.endswith("site-packages")]
    task["environment"]["PYTHONPATH"] = os.pathsep.join(libraries)
    play = player({"here": host}, [task])
    assert play.code == 0, play.output
    assert f"{IN_SESSION}the Python interpreter of the host is {python}" in play.output
    assert AS_MODULE not in play.output
    assert (tmp_path / "cache" / "coxswain-helm" / "core").is_dir()


def test_hosts_that_share_a_home_at_the_same_time(server, player):
    hosts = {f"node-{number}": variables(server) for number in range(4)}
    play = player(hosts, [TEMPLATE], "--forks", "4")
    assert play.code == 0, play.output
    assert play.output.count(IN_SESSION) == len(hosts)
    assert AS_MODULE not in play.output
    assert len(digests(server.home)) == 1
    assert left_behind(server.home) == []


def test_a_login_shell_that_talks(server, player):
    assert player({"node": variables(server)}, [TEMPLATE]).code == 0
    talk = "echo 'Welcome to node'; echo '{\"a\": 1}'; echo Beware >&2\n"
    for name in (".bashrc", ".profile", ".zshenv"):
        (server.home / name).write_text(talk)
    play = player({"node": variables(server)}, [TEMPLATE])
    assert play.code == 0, play.output
    assert "kind: Deployment" in play.result["stdout"]
    assert "warnings" not in play.result


#: A substitute for sudo: another home shows that it was used, and the caller's directory may not be readable.
SUDO = """#!/bin/sh
while [ "$1" != /bin/sh ]; do shift; done
HOME={home}
export HOME
exec "$@"
"""


@pytest.mark.parametrize("pipelining", [False, True])
def test_become(server, player, tmp_path, pipelining):
    sudo, home = tmp_path / "sudo", tmp_path / "home"
    home.mkdir(mode=0o700)
    sudo.write_text(SUDO.format(home=home))
    sudo.chmod(0o755)
    become = {
        "ansible_become": True,
        "ansible_become_user": server.user,
        "ansible_become_exe": str(sudo),
        "ansible_pipelining": pipelining,
    }
    task = {**TEMPLATE, "coxswain.helm.template": {"chart_ref": CHART, "repo_username": "u", "repo_password": SECRET}}
    for way in ("with the code", "without"):
        play = player(
            {"node": variables(server, **become)}, [task], environment={"ANSIBLE_BECOME_ALLOW_SAME_USER": "true"}
        )
        assert play.code == 0, play.output
        assert ("is sent to the target" in play.output) == (way == "with the code")
        assert IN_SESSION in play.output
        assert AS_MODULE not in play.output
        assert "kind: Deployment" in play.result["stdout"]
        assert SECRET not in play.output
    assert len(digests(home)) == 1
    assert not (server.home / ".cache").exists()
    assert left_behind(server.home) == []


PYTHON_OF_ALL = "/usr/bin/python3"


def nobody_can_read_yaml():
    command = ["su", "-s", "/bin/sh", "nobody", "-c", f"{PYTHON_OF_ALL} -c 'import yaml'"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@ROOT_ONLY
@pytest.mark.parametrize("cache", [False, True], ids=["without a home", "with a cache"])
def test_become_an_unprivileged_user(server, player, cache):
    if not nobody_can_read_yaml():
        pytest.skip(f"the user nobody cannot run {PYTHON_OF_ALL} with PyYAML")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        folder.chmod(0o755)
        (folder / "Chart.yaml").write_text("apiVersion: v2\nname: none\nversion: 1.0.0\n")
        (folder / "cache").mkdir()
        shutil.chown(folder / "cache", "nobody")
        task = {"name": "information", "coxswain.helm.chart_info": {"chart_ref": str(folder)}}
        if cache:
            task["environment"] = {"XDG_CACHE_HOME": str(folder / "cache")}
        become = {
            "ansible_become": True,
            "ansible_become_method": "su",
            "ansible_become_user": "nobody",
            "ansible_become_flags": "-s /bin/sh",
        }
        host = variables(server, **become, ansible_python_interpreter=PYTHON_OF_ALL)
        play = player({"node": host}, [task])
    assert play.code == 0, play.output
    reason = "no session is possible: the user has no home: /nonexistent is not a directory"
    assert (reason in play.output) == (not cache)
    assert ("is sent to the target" in play.output) == cache
