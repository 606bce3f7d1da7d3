# SPDX-License-Identifier: GPL-3.0-or-later
"""The role `rollout` names every option of the modules that it calls, and none that they have not."""

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
    """The options and their aliases."""
    return {name for option, entry in spec.items() for name in (option, *entry.get("aliases", ()))}


def passed(file, module):
    """What a task of the role hands to a module."""
    (block,) = yaml.safe_load((ROLE / "tasks" / file).read_text())
    (found,) = [task[module] for task in block["block"] if module in task]
    return found


@pytest.mark.parametrize(
    ("file", "module", "spec", "without"),
    [
        ("releases.yml", "coxswain.helm.release", RELEASE, {"release_name"}),
        ("rollback.yml", "coxswain.helm.release_rollback", ROLLBACK, set()),
    ],
)
def test_every_option_is_handed_on(file, module, spec, without):
    found = passed(file, module)
    assert set(found) == names(spec) - without
    for name, text in found.items():
        given = (f"['{name}'] | default(omit)", f"item.{name}", f"item.get('{name}', omit)")
        assert any(way in text for way in given)


def test_what_a_release_may_say_is_known():
    known = yaml.safe_load((ROLE / "vars" / "main.yml").read_text())["__rollout_options"]
    assert known == sorted(names(RELEASE) - {"release_name"})


def test_defaults_are_those_of_the_argument_spec():
    options = yaml.safe_load((ROLE / "meta" / "argument_specs.yml").read_text())["argument_specs"]["main"]["options"]
    defaults = yaml.safe_load((ROLE / "defaults" / "main.yml").read_text())
    assert defaults == {name: option["default"] for name, option in options.items() if "default" in option}
