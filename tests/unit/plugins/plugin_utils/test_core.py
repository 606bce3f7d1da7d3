# SPDX-License-Identifier: GPL-3.0-or-later
"""The collection's code is imported once, and from bytecode, also where its directory is not writable."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils import core

MODULE = "x = 1\n"


@pytest.fixture
def loader(tmp_path):
    """Makes a loader of a source file with a cache in another directory."""
    source = tmp_path / "source" / "part.py"
    source.parent.mkdir()
    source.write_text(MODULE)
    cache = tmp_path / "cache"
    cache.mkdir()

    def make():
        return core.CachingLoader("part", str(source), str(cache))

    make.source, make.cache = source, cache
    return make


def run(code):
    found = {}
    exec(code, found)
    return found["x"]


def stored(loader):
    return list(loader.cache.iterdir())


def forbid_compiling(monkeypatch):
    def refuse(*_arguments):
        raise AssertionError("compiled again")

    monkeypatch.setattr(core.CachingLoader, "source_to_code", refuse)


def test_bytecode_is_stored_and_used(loader, monkeypatch):
    assert run(loader().get_code("part")) == 1
    assert len(stored(loader)) == 1
    forbid_compiling(monkeypatch)
    assert run(loader().get_code("part")) == 1


def change_source(loader):
    loader.source.write_text("x = 2 # longer\n")


def change_time(loader):
    loader.source.write_text("x = 2\n")
    os.utime(loader.source, (1, 1))


def cut(loader):
    stored(loader)[0].write_bytes(stored(loader)[0].read_bytes()[:40])


def other_python(loader):
    content = stored(loader)[0].read_bytes()
    stored(loader)[0].write_bytes(b"\0\0\0\0" + content[4:])


def other_source(loader):
    content = stored(loader)[0].read_bytes()
    stored(loader)[0].write_bytes(content.replace(b"part.py", b"tarp.py"))


def no_code(loader):
    import marshal

    content = stored(loader)[0].read_bytes()
    stored(loader)[0].write_bytes(content[:16] + marshal.dumps("text"))


# name: what happens after the first import, and the value that the module then has
OUTDATED = {
    "another size": (change_source, 2),
    "another time": (change_time, 2),
    "a file cut short": (cut, 1),
    "another Python": (other_python, 1),
    "another source": (other_source, 1),
    "something else than code": (no_code, 1),
}


@pytest.mark.parametrize(("happens", "value"), OUTDATED.values(), ids=OUTDATED)
def test_outdated_or_damaged_bytecode_is_replaced(loader, happens, value, monkeypatch):
    loader().get_code("part")
    happens(loader)
    assert run(loader().get_code("part")) == value
    forbid_compiling(monkeypatch)
    assert run(loader().get_code("part")) == value


def test_without_a_writable_cache_the_module_is_compiled(loader):
    loader.cache.rmdir()
    assert run(loader().get_code("part")) == 1


def test_a_module_is_the_same_wherever_it_is_loaded_from():
    assert core.load("module_utils.errors") is core.load("module_utils.errors")
    assert core.load("module_utils.errors").__name__ == "_coxswain_helm.module_utils.errors"


def test_a_directory_that_is_not_writable(tmp_path):
    plugins = Path(core.__file__).parents[1]
    script = textwrap.dedent(f"""
        import importlib.util, os
        os.access = lambda *_: False
        spec = importlib.util.spec_from_file_location("core", {str(plugins / "plugin_utils" / "core.py")!r})
        core = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(core)
        print(core.load("module_utils.module.release").MODULE.run.__name__)
    """)
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("run\n", "")
    folder = tmp_path / "coxswain-helm" / "bytecode" / sys.implementation.cache_tag
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(list(folder.glob("*.pyc"))) > 10


def test_plugins_get_everything_else_from_the_core():
    """Ansible's loader would compile it again in each process, and there would be two of each class."""
    plugins = Path(core.__file__).parents[1]
    names = [
        f"{kind}.{path.stem}"
        for kind in ("action", "filter", "lookup")
        for path in (plugins / kind).glob("*.py")
        if path.stem != "__init__"
    ]
    script = textwrap.dedent(f"""
        import importlib, sys
        package = "ansible_collections.coxswain.helm.plugins."
        for name in {names!r}:
            importlib.import_module(package + name)
        parts = (package + "module_utils", package + "plugin_utils.")
        print(sorted(name for name in sys.modules if name.startswith(parts)))
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == (f"['{core.__name__}']\n", "")
