# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs that change a manifest: what they are given, and how they fail."""

from __future__ import annotations

import sys

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import RenderError
from ansible_collections.coxswain.helm.plugins.module_utils.release.rendering.post_render_program import (
    run_post_renderer,
)

ECHO = "import sys; print(sys.argv[1:], sys.stdin.read())"


def test_input_arguments_and_output():
    text = run_post_renderer((sys.executable, "-c", ECHO, "; rm -rf $HOME", "*"), "kind: Ä\n", 60.0)
    assert text == "['; rm -rf $HOME', '*'] kind: Ä\n\n"


def test_a_program_is_looked_for_in_the_path(monkeypatch, tmp_path):
    program = tmp_path / "fix"
    program.write_text(f"#!{sys.executable}\nprint('fixed')\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert run_post_renderer(("fix",), "", 60.0) == "fixed\n"


FAILURES = [
    ("a status", ("-c", "import sys; sys.exit('no bread')"), "ended with exit status 1: no bread"),
    ("nothing", ("-c", "print(' ')"), "printed nothing"),
    ("no end", ("-c", "import time; time.sleep(30)"), "did not end within 1 s"),
]


@pytest.mark.parametrize(("arguments", "message"), [row[1:] for row in FAILURES], ids=[row[0] for row in FAILURES])
def test_failures(arguments, message):
    with pytest.raises(RenderError) as caught:
        run_post_renderer((sys.executable, *arguments), "x", 0.6)
    assert message in str(caught.value)


def test_no_program(tmp_path):
    for path in (tmp_path / "none", tmp_path):
        with pytest.raises(RenderError, match="the program does not exist"):
            run_post_renderer((str(path),), "x", 60.0)
    program = tmp_path / "broken"
    program.write_text("#!/no/such/interpreter\n")
    program.chmod(0o755)
    with pytest.raises(RenderError, match="cannot be run: No such file"):
        run_post_renderer((str(program),), "x", 60.0)
