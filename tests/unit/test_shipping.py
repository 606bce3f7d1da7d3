# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module runs as Ansible ships it: from its package, on a Python with only the documented libraries.

Ansible packages the files in import statements, and ignores those that it does not find. Therefore, Ansible runs each
module with invalid options, and the contents of its package are checked afterwards.
"""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from unit import sources

MODULES = sorted(path.stem for path in (sources.PLUGINS / "modules").glob("*.py"))
CORE = "ansible_collections/coxswain/helm/plugins/module_utils"

#: Runs on the target's Python: imports all files of all packages by name, each package in a separate process.
#: Files that packages share are compiled once, before the fork.
IMPORT_ALL = """
import importlib, importlib.machinery, json, os, pathlib, sys

core = "ansible_collections/coxswain/helm/plugins/module_utils"
sys.dont_write_bytecode = True
compiled = {}

def source_to_code(self, data, path, *, _optimization=-1):
    if data not in compiled:
        compiled[data] = compile(data, path, "exec", dont_inherit=True, optimize=_optimization)
    return compiled[data]

importlib.machinery.SourceFileLoader.source_to_code = source_to_code
for path in sorted(pathlib.Path(sys.argv[1]).glob(f"*/{core}/**/*.py")):
    try:
        source_to_code(None, path.read_bytes(), str(path))
    except SyntaxError:
        pass  # the import says so below

def import_all(package):
    sys.path.insert(0, str(package))
    failed = {}
    for path in sorted(package.glob(f"{core}/**/*.py")):
        name = ".".join(path.relative_to(package).with_suffix("").parts).removesuffix(".__init__")
        try:
            module = importlib.import_module(name)
            assert module.__file__ == str(path), f"it comes from {module.__file__}"
        except Exception as error:
            failed[name] = f"{type(error).__name__}: {error}"
    return failed

for name in sys.argv[2:]:
    package = pathlib.Path(sys.argv[1], name)
    child = os.fork()
    if not child:
        (package / "imported.json").write_text(json.dumps(import_all(package)))
        os._exit(0)
    os.waitpid(child, 0)
"""

#: For each module, options that are accepted and fail, and a word that the failure must contain.
FAILING = {
    "certificates": ({"path": "/proc/no/such"}, "/proc/no/such"),
    "chart_create": ({"name": "a/b", "path": "/no/such"}, "a/b"),
    "chart_dependency": ({"path": "/no/such/chart"}, "/no/such/chart"),
    "chart_info": ({"chart_ref": "/no/such/chart"}, "/no/such/chart"),
    "chart_lint": ({"path": "/no/such/chart"}, "/no/such/chart"),
    "chart_package": ({"path": "/no/such/chart", "destination": "/no/such"}, "/no/such/chart"),
    "chart_pull": ({"chart_ref": "oci://127.0.0.1:9/a/b", "destination": "/no/such/folder"}, "127.0.0.1:9"),
    "chart_push": ({"chart": "/no/such/chart.tgz", "remote": "oci://127.0.0.1:9/a"}, "/no/such/chart.tgz"),
    "chart_search": ({}, "repositories.yaml"),
    "client_home": ({"helm_home": "/proc/no/such"}, "/proc/no/such"),
    "migrate": ({"host": "https://127.0.0.1:9"}, "127.0.0.1:9"),
    "registry_auth": ({"host": "127.0.0.1:9", "username": "a", "password": "b"}, "127.0.0.1:9"),
    "release": ({"name": "x", "namespace": "x", "chart_ref": "/no/such/chart"}, "/no/such/chart"),
    "release_info": ({"name": "x", "namespace": "x", "host": "https://127.0.0.1:9"}, "127.0.0.1:9"),
    "release_rollback": ({"name": "x", "namespace": "x", "revision": 1, "host": "https://127.0.0.1:9"}, "127.0.0.1:9"),
    "release_test": ({"name": "x", "namespace": "x", "host": "https://127.0.0.1:9"}, "127.0.0.1:9"),
    "repository": ({"name": "x", "url": "http://127.0.0.1:9"}, "repositories.yaml"),
    "repository_index": ({"path": "/no/such/folder"}, "/no/such/folder"),
    "repository_info": ({}, "repositories.yaml"),
    "swift_info": ({"url": "http://127.0.0.1:9"}, "127.0.0.1:9"),
    "template": ({"chart_ref": "/no/such/chart"}, "/no/such/chart"),
    "tiller": ({"host": "https://127.0.0.1:9"}, "127.0.0.1:9"),
    "tiller_info": ({"host": "https://127.0.0.1:9"}, "127.0.0.1:9"),
}


def tasks(name: str, folder: Path) -> list[dict]:
    """Run a module with an unknown option, and with options that fail."""
    ignored = {"ignore_errors": True, "environment": {"HELM_REPOSITORY_CONFIG": str(folder / "repositories.yaml")}}
    return [
        {f"coxswain.helm.{name}": {"no_such_option": 1}, "register": f"unknown_{name}", **ignored},
        {f"coxswain.helm.{name}": FAILING[name][0], "register": f"failing_{name}", **ignored},
    ]


def keep_results(folder: Path) -> dict:
    """Return the task that writes all results to results.json."""
    results = ", ".join(f"'{kind}_{name}': {kind}_{name}" for name in MODULES for kind in ("unknown", "failing"))
    content = f"{{{{ {{{results}}} | to_json }}}}"
    return {"ansible.builtin.copy": {"content": content, "dest": str(folder / "results.json"), "mode": "0600"}}


def target_python() -> str:
    """Return the Python with the documented libraries, which `./dev test` prepares."""
    python = os.environ.get("COXSWAIN_TARGET_PYTHON")
    if not python:
        pytest.fail("COXSWAIN_TARGET_PYTHON must name a Python with the documented libraries; run ./dev test unit")
    return python


@pytest.fixture(scope="module")
def shipped(tmp_path_factory):
    """Run every module; return a folder with results.json and NAME/ (the package of a module)."""
    folder = tmp_path_factory.mktemp("shipped")
    (folder / "repositories.yaml").write_text("repositories: 7\n")
    play = {
        "hosts": "localhost",
        "gather_facts": False,
        "tasks": [*(task for name in MODULES for task in tasks(name, folder)), keep_results(folder)],
    }
    (folder / "play.yml").write_text(json.dumps([play]))
    remote = folder / "remote"
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "PYTEST"))}
    env |= {
        "ANSIBLE_KEEP_REMOTE_FILES": "1",
        "ANSIBLE_REMOTE_TMP": str(remote),
        "ANSIBLE_LOCAL_TEMP": str(folder / "local"),
        "ANSIBLE_PIPELINING": "0",
        "ANSIBLE_PYTHON_INTERPRETER": target_python(),
        "ANSIBLE_LOCALHOST_WARNING": "0",
        "LC_ALL": "C.UTF-8",
    }
    program = Path(sys.executable).parent / "ansible-playbook"
    command = [str(program), "-i", "localhost,", "-c", "local", str(folder / "play.yml")]
    done = subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for packed in remote.glob("*/AnsiballZ_*.py"):
        name = packed.stem.removeprefix("AnsiballZ_")
        if name in MODULES and not (folder / name).exists():
            subprocess.run([target_python(), str(packed), "explode"], cwd=folder, capture_output=True, check=True)
            (packed.parent / "debug_dir").rename(folder / name)
    return folder


@pytest.fixture(scope="module")
def results(shipped):
    """Return the results of all tasks by kind and module: ``unknown_NAME``, ``failing_NAME``."""
    return json.loads((shipped / "results.json").read_text())


@pytest.fixture(scope="module")
def imported(shipped):
    """Return for each module the packaged files that cannot be imported, with the reason."""
    command = [target_python(), "-I", "-c", IMPORT_ALL, str(shipped), *MODULES]
    done = subprocess.run(command, cwd=shipped, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: json.loads((shipped / name / "imported.json").read_text()) for name in MODULES}


def refused(result: dict) -> str:
    """Return the message of a failure that the module reports itself, without a traceback."""
    assert result["failed"] is True
    assert "Traceback" not in json.dumps(result)
    assert not result.get("module_stderr")
    return result["msg"]


def test_every_module_has_a_row():
    assert sorted(FAILING) == MODULES


@pytest.mark.parametrize("name", MODULES)
def test_an_unknown_option_is_a_clear_failure(results, name):
    # Ansible reports missing options first.
    expected = ("Unsupported parameters for (", "missing required argument", "one of the following is required: ")
    assert refused(results[f"unknown_{name}"]).startswith(expected)


@pytest.mark.parametrize("name", MODULES)
def test_invalid_options_are_a_clear_failure(results, name):
    result = results[f"failing_{name}"]
    assert FAILING[name][1] in refused(result)
    assert set(result["error"]) == {"kind", "what", "where", "remedy"}


@pytest.mark.parametrize("name", MODULES)
def test_all_imports_are_packaged(shipped, name):
    package = shipped / name
    missing = []
    for path in sorted((package / CORE).rglob("*.py")):
        source = sources.CORE / path.relative_to(package / CORE)
        if not source.exists():
            assert not ast.parse(path.read_text()).body, f"{path} was generated by Ansible and is not empty"
            continue
        for entry in sources.imports(source):
            if entry.core and not packed(package / CORE, entry):
                missing.append(str(entry))
    assert not missing


@pytest.mark.parametrize("name", MODULES)
def test_every_packaged_file_can_be_imported(imported, name):
    assert imported[name] == {}


def packed(core: Path, entry: sources.Import) -> bool:
    """Return whether a package contains what an import statement of the core needs."""
    base = core.joinpath(*entry.module.split(".")) if entry.module else core
    below = base / (entry.name or "")
    if base.with_suffix(".py").is_file() or below.with_suffix(".py").is_file() or (below / "__init__.py").is_file():
        return True
    init = sources.core_file(entry.module)
    return (base / "__init__.py").is_file() and init is not None and entry.name in sources.top_level_names(init)
