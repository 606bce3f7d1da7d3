# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `rollout` passes every option of the modules that it calls, and no others."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.module import release, release_rollback
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import (
    chart_reference,
    connection,
    release_name,
    values,
)

ROLE = Path(__file__).resolve().parents[3] / "roles" / "rollout"
COMMON = {**connection.SPEC, **connection.PASSWORD_SPEC, **release_name.SPEC}
RELEASE = {**COMMON, **chart_reference.SPEC, **values.SPEC, **release.SPEC}
ROLLBACK = {**COMMON, **release_rollback.SPEC}


def names(spec):
    """Return the names of all options and aliases."""
    return {name for option, entry in spec.items() for name in (option, *entry.get("aliases", ()))}


def passed(file, module):
    """Return the options that a task of the role passes to a module."""
    blocks = [entry["block"] for entry in yaml.safe_load((ROLE / "tasks" / file).read_text()) if "block" in entry]
    (found,) = [task[module] for block in blocks for task in block if module in task]
    return found


@pytest.mark.parametrize(
    ("file", "module", "spec", "without"),
    [
        ("releases.yml", "coxswain.helm.release", RELEASE, {"release_name"}),
        ("rollback.yml", "coxswain.helm.release_rollback", ROLLBACK, set()),
    ],
)
def test_every_option_is_passed(file, module, spec, without):
    found = passed(file, module)
    assert set(found) == names(spec) - without
    for name, text in found.items():
        expressions = (f"['{name}'] | default(omit)", f"item.{name}", f"item.get('{name}', omit)")
        assert any(expression in text for expression in expressions)


def test_the_options_that_are_validated_are_those_of_the_module():
    known = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())["__rollout_options"]
    assert known == sorted(names(RELEASE) - {"release_name"})
    assert set(known) == set(passed("releases.yml", "coxswain.helm.release"))
