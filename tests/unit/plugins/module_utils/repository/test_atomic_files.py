# SPDX-License-Identifier: GPL-3.0-or-later
"""Atomic writes, limited reads and locks."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RepositoryError
from ansible_collections.coxswain.helm.plugins.module_utils.repository import atomic_files


def test_write_creates_folders_and_no_other_files(tmp_path):
    path = tmp_path / "a" / "b.yaml"
    atomic_files.write_file(str(path), b"x", 0o600)
    assert path.read_bytes() == b"x"
    assert path.stat().st_mode & 0o777 == 0o600
    assert os.listdir(path.parent) == ["b.yaml"]


def test_failed_write_keeps_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "b.yaml"
    path.write_bytes(b"old")

    def full(_descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic_files.os, "fsync", full)
    with pytest.raises(RepositoryError, match="cannot be written: No space left on device"):
        atomic_files.write_file(str(path), b"new")
    assert path.read_bytes() == b"old"
    assert os.listdir(tmp_path) == ["b.yaml"]


def test_read_has_a_limit(tmp_path):
    path = tmp_path / "big"
    path.write_bytes(b"12345")
    assert atomic_files.read_file(str(path), 5) == b"12345"
    with pytest.raises(RepositoryError, match="larger than the limit of 4 bytes"):
        atomic_files.read_file(str(path), 4)


def test_a_missing_file_is_none(tmp_path):
    assert atomic_files.read_file(str(tmp_path / "none"), 1) is None
    assert atomic_files.remove_file(str(tmp_path / "none")) is False


def test_a_folder_is_an_error(tmp_path):
    with pytest.raises(RepositoryError, match="cannot be read"):
        atomic_files.read_file(str(tmp_path), 1)


def test_lock_timeout(tmp_path):
    path = str(tmp_path / "repositories.yaml")
    with (
        atomic_files.locked(path),
        pytest.raises(RepositoryError, match="locked by another process"),
        atomic_files.locked(path, timeout=0.1),
    ):
        pass
    with atomic_files.locked(path, timeout=0.1):
        assert os.path.exists(tmp_path / "repositories.lock")


def test_a_lock_ends_with_its_process(tmp_path):
    lock = tmp_path / "repositories.lock"
    code = f"import fcntl, os; d = os.open({str(lock)!r}, os.O_RDWR | os.O_CREAT); fcntl.flock(d, fcntl.LOCK_EX)"
    subprocess.run([sys.executable, "-c", code], check=True)
    with atomic_files.locked(str(tmp_path / "repositories.yaml"), timeout=0.1):
        pass
