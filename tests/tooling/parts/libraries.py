# SPDX-License-Identifier: GPL-3.0-or-later
"""What is run with other versions of the libraries: unit tests, and the integration tests that exercise a library.

Every module runs at least once, as Ansible ships it and against a cluster. Tests that vary the chart, the object or the
moment rather than a library are left to the part `integration`.
"""

from __future__ import annotations

import harness
from harness.progress import Report

from .. import programs
from ..environments import Environment
from ..tally import Tally
from . import integration, unit

#: Targets that vary the options of a module that other targets run too.
OPTIONS = ("release_options",)
#: Python tests below tests/integration/python beside all targets, with what each exercises.
TESTS = {
    "releases/test_hooks.py": "urllib3: streams of watches that end early",
    "test_errors.py": "urllib3, kubernetes: connections that fail",
    "registries/test_login.py": "urllib3: TLS, client certificates and tokens",
    "registries/test_provenance.py": "PGPym and cryptography: signatures",
    "tiller/test_modules.py": "grpcio and protobuf, by the modules",
    "tiller/test_connect.py": "grpcio: TLS and port forwarding",
    "tiller/test_releases.py": "protobuf: every message of Tiller",
    "tiller/test_migrate.py::test_five_releases_go_over": "protobuf: stored records",
    "tiller_install/test_init.py::test_hand_made_changes_are_taken_out_and_marks_of_others_stay": "cryptography",
}


def run_in(environment: Environment, report: Report, group: str) -> Tally:
    """Run one group (``unit`` or ``integration``) with one environment."""
    if group == "unit":
        return unit.run_in(environment, report)
    # Nothing is built with the Python of another environment.
    harness.programs.ensure(programs.COMMON, report)
    files = [f"{integration.PYTHON / path}" for path in TESTS]
    name = environment.folder.name.removeprefix(".venv-")
    targets = [target for target in integration.target_names() if target not in OPTIONS]
    return integration.run_in(environment, report, name, targets, files)
