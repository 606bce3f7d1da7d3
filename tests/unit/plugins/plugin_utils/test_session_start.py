# SPDX-License-Identifier: GPL-3.0-or-later
"""On a target: what is trusted, what is unpacked and removed, and what is answered before the work starts."""

from __future__ import annotations

import fcntl
import hashlib
import io
import json
import os
import subprocess
import sys
import time
import zipfile

import pytest
from ansible_collections.coxswain.helm.plugins.plugin_utils.core import load

session = load("plugin_utils.session")
start = load("plugin_utils.session_start")

MODULES = "_coxswain_helm/module_utils/module"
#: A core whose module answers with its options.
FILES = {
    f"{MODULES}/session.py": "def run(definition, options, settings):\n    return definition(options, settings)\n",
    f"{MODULES}/echo.py": "def MODULE(options, settings):\n    return {'options': options, 'settings': settings}\n",
    f"{MODULES}/chatter.py": (
        "import os, sys\n\n\ndef MODULE(options, settings):\n    print('printed')\n    os.system('echo from a child')\n"
        "    sys.stderr.write('complaint\\n')\n    return {}\n"
    ),
    f"{MODULES}/file.py": "def MODULE(options, settings):\n    return {'file': __file__, 'cached': __cached__}\n",
    f"{MODULES}/broken.py": "import no_such_library\n",
    f"{MODULES}/crash.py": "import os\n\n\ndef MODULE(options, settings):\n    os._exit(3)\n",
}
DAY = 24 * 3600


def pack(files):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as opened:
        for name, content in files.items():
            opened.writestr(name, content)
    return stream.getvalue()


class Target:
    """A user of a host, with a home and an archive that lies outside of it."""

    def __init__(self, folder):
        self.home = folder / "home"
        self.home.mkdir(mode=0o700)
        self.archive = folder / "core.zip"
        self.archive.write_bytes(pack(FILES))
        self.digest = hashlib.sha256(self.archive.read_bytes()).hexdigest()
        self.cache = self.home / ".cache"
        self.core = self.cache / "coxswain-helm" / "core"
        self.code = self.core / self.digest

    def process(self, module="echo", archive=None, options=None, **environment):
        request = {
            "mark": "mark-1",
            "digest": self.digest,
            "archive": archive and str(archive),
            "module": module,
            "options": options or {},
            "settings": {},
        }
        process = subprocess.Popen(
            [sys.executable, "-I", "-S"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={"HOME": str(self.home), **environment},
            cwd="/",
        )
        process.stdin.write(session.script(request))
        process.stdin.close()
        return process

    def ask(self, *arguments, **keywords):
        process = self.process(*arguments, **keywords)
        with process:
            stdout, stderr = process.stdout.read().decode(), process.stderr.read().decode()
        outcome = {"rc": process.returncode, "stdout": stdout, "stdout_lines": stdout.splitlines(), "stderr": stderr}
        answer = session.parse("mark-1", outcome)
        return answer.word, answer.content, outcome

    def install(self):
        word, content, outcome = self.ask(archive=self.archive)
        assert word == "result", (content, outcome)


@pytest.fixture
def target(tmp_path):
    return Target(tmp_path)


def test_the_code_is_asked_for_once(target):
    assert target.ask()[:2] == ("missing", None)
    answer = {"options": {"a": 1.5}, "settings": {}}
    assert target.ask(archive=target.archive, options={"a": 1.5})[:2] == ("result", answer)
    assert target.ask(options={"a": 1.5})[:2] == ("result", answer)
    assert [path.name for path in target.core.iterdir()] == [target.digest]
    for folder in (target.cache, target.cache / "coxswain-helm", target.core, target.code):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_code_is_imported_from_bytecode(target):
    target.install()
    source, bytecode = target.code / MODULES / "file.py", target.code / MODULES / "__pycache__"
    before = {path.name: path.stat().st_mtime_ns for path in bytecode.iterdir()}
    assert len(before) == len(FILES)
    word, content, dummy = target.ask("file", PYTHONPYCACHEPREFIX="/tmp/elsewhere", PYTHONDONTWRITEBYTECODE="1")
    assert (word, content["file"]) == ("result", str(source))
    assert content["cached"].startswith(str(bytecode))
    assert {path.name: path.stat().st_mtime_ns for path in bytecode.iterdir()} == before


def test_output_of_others_does_not_disturb(target):
    target.install()
    word, content, outcome = target.ask("chatter")
    assert (word, content) == ("result", {})
    assert outcome["stdout"] == "\nmark-1 result {}\n"
    assert sorted(outcome["stderr"].splitlines()) == ["complaint", "from a child", "printed"]


def test_a_process_that_ends_gives_no_answer(target):
    target.install()
    word, dummy, outcome = target.ask("crash")
    assert (word, outcome["rc"]) == ("", 3)


def test_a_large_result_is_one_line(target):
    target.install()
    options = {"text": "é\u2028\n\x1c" * 100000}
    assert target.ask(options=options)[1]["options"] == options


# -- What is not trusted


def readable(target):
    target.code.chmod(0o750)


def writable_by_group(target):
    target.code.chmod(0o770)


def core_readable(target):
    target.core.chmod(0o755)


def parent_writable(target):
    target.core.parent.chmod(0o775)


def cache_writable(target):
    target.cache.chmod(0o777)


def home_writable(target):
    target.home.chmod(0o770)


def link_of_digest(target):
    target.code.rename(target.home / "elsewhere")
    target.code.symlink_to(target.home / "elsewhere")


def link_of_core(target):
    target.core.rename(target.home / "elsewhere")
    target.core.symlink_to(target.home / "elsewhere")


def file_as_digest(target):
    target.code.rename(target.home / "elsewhere")
    target.code.write_text("")


def foreign_digest(target):
    os.chown(target.code, 12345, -1)


def foreign_core(target):
    os.chown(target.core, 12345, -1)


def foreign_cache(target):
    os.chown(target.cache, 12345, -1)


# name: what is done to a target that has the code, and a part of the reason
UNTRUSTED = {
    "a directory that others can read": (readable, "permissions 0750"),
    "a directory that a group can write to": (writable_by_group, "permissions 0770"),
    "the directory of all digests, which others can read": (core_readable, "permissions 0755"),
    "the directory above, which others can write to": (parent_writable, "permissions 0775"),
    "a cache that others can write to": (cache_writable, "permissions 0777"),
    "a home that others can write to": (home_writable, "permissions 0770"),
    "a link to a directory": (link_of_digest, "is not a directory"),
    "a link to the directory of all digests": (link_of_core, "is not a directory"),
    "a file": (file_as_digest, "is not a directory"),
}
FOREIGN = {
    "a directory of another user": foreign_digest,
    "the directory of all digests of another user": foreign_core,
    "a cache of another user": foreign_cache,
}
ROOT_ONLY = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")


@pytest.mark.parametrize("archive", [False, True], ids=["at hand", "uploaded"])
@pytest.mark.parametrize(("spoil", "reason"), UNTRUSTED.values(), ids=UNTRUSTED)
def test_untrusted(target, spoil, reason, archive):
    target.install()
    spoil(target)
    word, content, dummy = target.ask(archive=target.archive if archive else None)
    assert word == "unusable"
    assert reason in content


@ROOT_ONLY
@pytest.mark.parametrize("spoil", FOREIGN.values(), ids=FOREIGN)
def test_foreign(target, spoil):
    target.install()
    spoil(target)
    word, content, dummy = target.ask()
    assert word == "unusable"
    assert "belongs to another user" in content


@ROOT_ONLY
@pytest.mark.parametrize("cache", [False, True], ids=["a home without a cache", "a home with a cache"])
def test_nothing_is_created_in_the_home_of_another_user(target, cache):
    """Such as after sudo without a new HOME; a directory of root would be in the way of the user."""
    if cache:
        target.cache.mkdir(mode=0o700)
        foreign_cache(target)
    os.chown(target.home, 12345, -1)
    word, content, dummy = target.ask()
    assert word == "unusable"
    assert "belongs to another user" in content
    assert [path.name for path in target.home.rglob("*")] == [".cache"] * cache


def test_the_owner_is_this_user(target, monkeypatch):
    target.install()
    start.check(str(target.code), 0o077)
    monkeypatch.setattr(os, "geteuid", lambda: 54321)
    with pytest.raises(start.Unusable, match="belongs to another user"):
        start.check(str(target.code), 0o077)


def test_a_link_above_the_cache_may_not_change_after_the_checks(target, tmp_path):
    real = tmp_path / "real"
    real.mkdir(mode=0o700)
    target.cache.symlink_to(real)
    target.install()
    source = real / "coxswain-helm" / "core" / target.digest / MODULES / "file.py"
    assert target.ask("file")[1]["file"] == str(source)


# name: the environment of the task, and a part of the reason
NO_CACHE = {
    "no home": ({"HOME": "/nonexistent"}, "the user has no home: /nonexistent"),
    "a home that is a file": ({"HOME": __file__}, "the user has no home"),
    "a relative cache": ({"XDG_CACHE_HOME": "cache"}, "not absolute"),
    "a cache below a file": ({"XDG_CACHE_HOME": f"{__file__}/cache"}, "cannot be created: Not a directory"),
    "a file system without directories": ({"XDG_CACHE_HOME": "/proc/self"}, "cannot be created"),
}


@pytest.mark.parametrize(("environment", "reason"), NO_CACHE.values(), ids=NO_CACHE)
def test_no_cache(target, environment, reason):
    word, content, dummy = target.ask(**environment)
    assert word == "unusable"
    assert reason in content


@pytest.mark.parametrize("obstacle", ["not writable", "no space"])
def test_the_archive_is_not_asked_for_in_vain(target, monkeypatch, obstacle):
    target.install()
    if obstacle == "not writable":
        monkeypatch.setattr(os, "access", lambda *_arguments: False)
    else:
        monkeypatch.setattr(start, "SPACE", 1 << 80)
    with pytest.raises(start.Unusable, match=obstacle):
        start.occupy(str(target.core / ("0" * 64)))
    os.close(start.occupy(str(target.code)))


# -- Archives


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", pack({**FILES, "more.py": ""})], ids=["empty", "cut", "other"])
def test_a_damaged_archive_is_not_unpacked(target, content):
    target.archive.write_bytes(content)
    word, reason, dummy = target.ask(archive=target.archive)
    assert (word, reason) == ("unusable", "the archive was damaged on its way")
    assert list(target.core.iterdir()) == []


def test_without_the_archive_nothing_is_done(target, tmp_path):
    word, reason, dummy = target.ask(archive=tmp_path / "gone.zip")
    assert word == "unusable"
    assert "No such file" in reason


def lose_content(target):
    (target.code / MODULES / "session.py").write_text("")


def lose_file(target):
    (target.code / MODULES / "echo.py").unlink()


def lose_end(target):
    (target.code / MODULES / "echo.py").write_text("def MODULE(\n")


@pytest.mark.parametrize("damage", [lose_file, lose_end, lose_content], ids=lambda damage: damage.__name__)
def test_damaged_code_is_sent_again(target, damage):
    target.install()
    damage(target)
    assert target.ask()[:2] == ("missing", None)
    assert not target.code.exists()
    target.install()


def test_code_that_cannot_be_imported_is_not_sent_for_ever(target):
    word, reason, dummy = target.ask("broken", archive=target.archive)
    assert word == "unusable"
    assert "no_such_library" in reason


def test_processes_that_unpack_at_the_same_time(target):
    processes = [target.process(archive=target.archive) for dummy in range(6)]
    for process in processes:
        with process:
            output = process.stdout.read().decode()
        assert json.loads(output.partition("mark-1 result ")[2]) == {"options": {}, "settings": {}}, output
    assert [path.name for path in target.core.iterdir()] == [target.digest]


# -- Cleaning


def make_code(target, name, days):
    folder = target.core / name
    folder.mkdir(mode=0o700)
    (folder / "file.py").write_text("")
    os.utime(folder, (time.time() - days * DAY,) * 2)
    return folder


def test_code_that_no_task_uses_is_removed(target):
    target.install()
    folders = {
        name: make_code(target, name, days) for name, days in {"a": 29, "b": 31, ".new-x": 0.5, ".new-y": 2}.items()
    }
    link = target.core / "link"
    link.symlink_to(target.home)
    os.utime(link, (0, 0), follow_symlinks=False)
    in_use = make_code(target, "c", 40)
    lock = os.open(in_use, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_SH)
    os.utime(target.code, (0, 0))
    start.clean(str(target.core), target.digest)
    assert {path.name for path in target.core.iterdir()} == {target.digest, "a", ".new-x", "link", "c"}
    assert target.home.is_dir()
    os.close(lock)
    start.clean(str(target.core), target.digest)
    assert not in_use.exists()
    assert folders["a"].exists()


def test_new_code_removes_old_code(target):
    target.install()
    old = make_code(target, "b", 31)
    target.archive.write_bytes(pack({**FILES, "more.py": ""}))
    target.digest = hashlib.sha256(target.archive.read_bytes()).hexdigest()
    target.install()
    assert not old.exists()


def test_use_is_noted_once_a_day(target):
    target.install()
    for days, noted in ((0.5, False), (1.5, True)):
        then = time.time() - days * DAY
        os.utime(target.code, (then, then))
        target.ask()
        assert (target.code.stat().st_mtime > then + 1) == noted


def test_code_that_is_being_removed_is_missing(target):
    target.install()
    lock = os.open(target.code, os.O_RDONLY)
    fcntl.flock(lock, fcntl.LOCK_EX)
    with pytest.raises(start.Missing):
        start.occupy(str(target.code))
    os.close(lock)
    os.close(start.occupy(str(target.code)))


def test_code_that_is_in_use_is_not_removed(target):
    target.install()
    lock = start.occupy(str(target.code))
    start.remove(str(target.code))
    assert target.code.exists()
    os.close(lock)
    start.remove(str(target.code))
    assert list(target.core.iterdir()) == []
