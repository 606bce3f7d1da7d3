# SPDX-License-Identifier: GPL-3.0-or-later
"""The archive for sessions: equal files make equal bytes, any change makes another one, and nothing is missing."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load
from unit import sources

core_archive = load("plugin_utils.core_archive")
pytestmark = pytest.mark.libraries

CHART = sources.ROOT / "tests" / "charts" / "web"
FILES = {
    "plugins/module_utils/__init__.py": "",
    "plugins/module_utils/part.py": "from ansible.module_utils.direct import f\n",
    "plugins/module_utils/deep/er.py": "def f():\n    from ansible.module_utils.package import late\n",
    "ansible/module_utils/__init__.py": "",
    "ansible/module_utils/direct.py": "from .package.inner import x\nimport ansible.module_utils.imported\n",
    "ansible/module_utils/package/__init__.py": "from . import sibling\nfrom .missing import y\n",
    "ansible/module_utils/package/inner.py": "from ..above import z\n",
    "ansible/module_utils/package/late.py": "",
    "ansible/module_utils/package/sibling.py": "",
    "ansible/module_utils/above.py": "import os\n",
    "ansible/module_utils/imported.py": "from ansible.release import __version__\n",
    "ansible/module_utils/unrelated.py": "",
    "ansible/release.py": "",
}


@pytest.fixture
def source(tmp_path, monkeypatch):
    """Sources of which the archive is made, with a cache of its own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name, content in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return core_archive.Source(str(tmp_path / "plugins"), str(tmp_path / "ansible"), "2.99.1")


def names(content):
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.namelist()


def test_it_contains_what_is_imported(source):
    assert names(core_archive.build(source)) == [
        "ansible/__init__.py",
        "_coxswain_helm/module_utils/__init__.py",
        "_coxswain_helm/module_utils/deep/er.py",
        "_coxswain_helm/module_utils/part.py",
        "ansible/module_utils/__init__.py",
        "ansible/module_utils/above.py",
        "ansible/module_utils/direct.py",
        "ansible/module_utils/imported.py",
        "ansible/module_utils/package/__init__.py",
        "ansible/module_utils/package/inner.py",
        "ansible/module_utils/package/late.py",
        "ansible/module_utils/package/sibling.py",
    ]


def test_equal_files_make_equal_bytes(source, tmp_path):
    first = core_archive.build(source)
    for name in FILES:
        os.utime(tmp_path / name, (1, 1))
    (tmp_path / "plugins/module_utils/__pycache__").mkdir()
    (tmp_path / "plugins/module_utils/__pycache__/part.cpython-39.pyc").write_bytes(b"x")
    (tmp_path / "plugins/module_utils/part.py").chmod(0o600)
    assert core_archive.build(source) == first


# name: what is done to the folder
CHANGES = {
    "a file of the collection": lambda folder: (folder / "plugins/module_utils/part.py").write_text("x = 2\n"),
    "a new file": lambda folder: (folder / "plugins/module_utils/new.py").write_text(""),
    "a file is gone": lambda folder: (folder / "plugins/module_utils/deep/er.py").unlink(),
    "a file of ansible-core": lambda folder: (folder / "ansible/module_utils/above.py").write_text("x = 2\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_change_makes_another_archive(source, tmp_path, change):
    before = core_archive.current(source)
    assert core_archive.current(source) == before
    change(tmp_path)
    after = core_archive.current(source)
    assert after.digest != before.digest
    assert Path(after.path).read_bytes() == core_archive.build(source)


def test_another_version_of_ansible_makes_another_archive(source):
    assert core_archive.current(source).digest != core_archive.current(source._replace(version="2.99.2")).digest


def test_it_is_built_once(source, monkeypatch):
    first = core_archive.current(source)
    assert Path(first.path).stat().st_mode & 0o777 == 0o600
    monkeypatch.setattr(core_archive, "build", None)
    assert core_archive.current(source) == first
    core_archive.discard(first)
    with pytest.raises(TypeError):
        core_archive.current(source)


def test_a_damaged_archive_is_recognized(source):
    archive = core_archive.current(source)
    assert core_archive.is_intact(archive)
    Path(archive.path).write_bytes(b"PK")
    assert not core_archive.is_intact(archive)
    core_archive.discard(archive)
    assert core_archive.is_intact(core_archive.current(source))


def test_archives_that_no_task_uses_are_removed(source, tmp_path):
    first = core_archive.current(source)
    folder = Path(first.path).parent
    before = set(folder.iterdir())
    old = time.time() - 29 * 24 * 3600
    for path in before:
        os.utime(path, (old, old))
    assert core_archive.current(source) == first
    assert all(path.stat().st_mtime > old + 3600 for path in before), "they were used"
    for path in before:
        os.utime(path, (old - 2 * 24 * 3600,) * 2)
    (tmp_path / "plugins/module_utils/part.py").write_text("x = 2\n")
    assert core_archive.current(source) != first
    assert not before & set(folder.iterdir())


def test_without_a_cache_it_lives_as_long_as_ansible(source, tmp_path, monkeypatch):
    cache = tmp_path / "cache" / "coxswain-helm" / "core-archives"
    cache.mkdir(parents=True, mode=0o755)
    cache.chmod(0o755)
    monkeypatch.setattr(core_archive.C, "DEFAULT_LOCAL_TMP", str(tmp_path / "local"))
    found = core_archive.current(source)
    assert Path(found.path).is_relative_to(tmp_path / "local")
    assert core_archive.is_intact(found)


def test_nothing_is_missing(tmp_path):
    """A chart is rendered by a Python that has the archive and two libraries only."""
    with zipfile.ZipFile(io.BytesIO(core_archive.build(core_archive.Source()))) as opened:
        opened.extractall(tmp_path / "core")
    # A schema requires another library.
    chart = shutil.copytree(CHART, tmp_path / "chart", ignore=shutil.ignore_patterns("values.schema.json"))
    libraries = tmp_path / "libraries"
    libraries.mkdir()
    for name in ("yaml", "_yaml", "urllib3"):
        found = importlib.util.find_spec(name)
        if found is not None:
            (libraries / name).symlink_to(Path(found.origin).parent)
    script = f"""
import importlib, json, pathlib, sys
core = pathlib.Path({str(tmp_path / "core")!r})
for path in sorted(core.glob("ansible/**/*.py")):
    importlib.import_module(".".join(path.relative_to(core).with_suffix("").parts).removesuffix(".__init__"))
from _coxswain_helm.module_utils.module import session, template
print(json.dumps(session.run(template.MODULE, {{"chart_ref": {str(chart)!r}}}, {{"name": "coxswain.helm.template"}})))
strange = [name for name, module in sys.modules.items()
           if module.__name__.split(".")[0] in ("ansible", "_coxswain_helm")
           and not str(getattr(module, "__file__", None) or core).startswith(str(core))]
assert not strange, strange
"""
    environment = {"PYTHONPATH": os.pathsep.join(map(str, (tmp_path / "core", libraries))), "HOME": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-S", "-s", "-W", "error", "-c", script],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    result = json.loads(done.stdout)
    assert "kind: Deployment" in result["stdout"], result
