# SPDX-License-Identifier: GPL-3.0-or-later
"""Documentation and argument spec of every module agree, and examples only use documented options."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[4]

#: Keys of an option in the documentation and in the spec, with their defaults.
FACETS = {"type": "str", "required": False, "elements": None, "default": None}


def differences(spec: dict[str, Any], options: dict[str, Any], path: str = "") -> list[str]:
    """Return the differences between an argument spec and documented options."""
    found = [f"{path}{name}: only in the documentation" for name in options.keys() - spec.keys()]
    found += [f"{path}{name}: only in the argument spec" for name in spec.keys() - options.keys()]
    for name in sorted(spec.keys() & options.keys()):
        accepted, described = spec[name], options[name]
        for facet, default in FACETS.items():
            if accepted.get(facet, default) != described.get(facet, default):
                found.append(f"{path}{name}: {facet} is {accepted.get(facet)!r}, documented {described.get(facet)!r}")
        for facet in ("aliases", "choices"):
            if sorted(accepted.get(facet) or []) != sorted(described.get(facet) or []):
                found.append(f"{path}{name}: {facet} are {accepted.get(facet)}, documented {described.get(facet)}")
        if accepted.get("options") or described.get("suboptions"):
            found += differences(accepted.get("options") or {}, described.get("suboptions") or {}, f"{path}{name}.")
    return found


def test_spec_and_documentation_agree(documented_module):
    spec = documented_module.arguments["argument_spec"]
    assert differences(spec, documented_module.documentation["options"]) == []


def test_every_option_is_described(documented_module):
    for name, option in documented_module.documentation["options"].items():
        assert option.get("description"), name


def test_environment_variables_are_documented(documented_module):
    for name, option in documented_module.arguments["argument_spec"].items():
        text = " ".join(documented_module.documentation["options"][name]["description"])
        for variable in option.get("fallback", (None, []))[1]:
            assert f"environment variable E({variable})" in text, name


def test_attributes_are_documented(documented_module):
    attributes = documented_module.documentation["attributes"]
    for name in ("check_mode", "diff_mode", "idempotent", "platform", "action_group"):
        assert attributes[name].get("support"), name
    supported = attributes["check_mode"]["support"] == "full"
    assert documented_module.arguments.get("supports_check_mode", False) is supported


def test_secrets_are_not_logged(documented_module):
    for name, option in documented_module.arguments["argument_spec"].items():
        if name.endswith("password") or name in ("api_key", "token"):
            assert option.get("no_log") is True, name


def test_examples_use_documented_options_of_this_collection(documented_module):
    names = set()
    for name, option in documented_module.documentation["options"].items():
        names |= {name, *option.get("aliases", [])}
    own = f"coxswain.helm.{documented_module.name}"
    assert any(own in task for task in documented_module.examples)
    for task in documented_module.examples:
        assert task.get("name"), task
        for action in task:
            if action == own:
                assert set(task[action] or {}) <= names
            elif "." in action:
                assert action.startswith(("coxswain.helm.", "ansible.builtin.")), action


def test_conditions_name_documented_options(documented_module):
    options = documented_module.documentation["options"]
    for condition in ("required_together", "mutually_exclusive", "required_one_of"):
        for group in documented_module.arguments.get(condition) or []:
            assert set(group) <= options.keys()


def test_every_return_value_is_described(documented_module):
    for name, value in documented_module.returned.items():
        assert value.get("description"), name
        assert value.get("returned"), name
        assert value.get("type"), name


def test_the_file_holds_no_logic(documented_module):
    tree = ast.parse(documented_module.source)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    assert [function.name for function in functions] == ["main"]
    assert functions[0].end_lineno - functions[0].lineno < 60
    assert not [node for node in ast.walk(functions[0]) if isinstance(node, (ast.For, ast.While, ast.If, ast.Try))]


def test_the_module_is_in_the_action_groups(documented_module):
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text())["action_groups"]
    for group in documented_module.documentation["attributes"]["action_group"]["membership"]:
        assert documented_module.name in groups[group.rpartition(".")[2]]
