# SPDX-License-Identifier: GPL-3.0-or-later
"""Run `ansible-test sanity` without a container and without its initial download."""

from __future__ import annotations

import os
import sys

from . import ansible, collection, process
from .environments import DEVELOPMENT
from .paths import cache_folder

#: ansible-test looks for a script of this name, which installs pip, in its cache before it downloads one.
BOOTSTRAP = "get_pip_24_2.py"

_SCRIPT = """\
import subprocess
import sys

subprocess.check_call([{pip_python!r}, "-m", "pip", "--python", sys.executable, "install", "--quiet", "pip"])
"""


def run() -> process.Outcome:
    """Run every sanity test on a copy of the collection."""
    home = cache_folder() / "ansible-test"
    cache = home / ".ansible" / "test" / "cache"
    cache.mkdir(parents=True, exist_ok=True)
    (cache / BOOTSTRAP).write_text(_SCRIPT.format(pip_python=str(DEVELOPMENT.python)))
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    command = [DEVELOPMENT.program("ansible-test"), "sanity", "--requirements", "--python", version, "--color", "no"]
    variables = ansible.variables(DEVELOPMENT)
    # Keep the user's settings of pip although ansible-test has its own home.
    variables.setdefault("XDG_CONFIG_HOME", os.path.expanduser("~/.config"))
    variables["HOME"] = str(home)
    return process.keep(command, variables, folder=collection.copy(), limit=1200)
