# SPDX-License-Identifier: GPL-3.0-or-later
"""Defaults, argument specs, READMEs and module options of the roles agree."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible_collections.coxswain.helm.plugins.module_utils.module import (
    certificates,
    client_home,
    swift_info,
    tiller,
    tiller_info,
)

ROLES = Path(__file__).resolve().parents[3] / "roles"
NAMES = sorted(path.name for path in ROLES.iterdir() if path.is_dir())

#: The options of the modules that roles call with variables of their own.
MODULES = {
    "coxswain.helm.certificates": certificates.SPEC,
    "coxswain.helm.client_home": client_home.SPEC,
    "coxswain.helm.swift_info": swift_info.SPEC,
    "coxswain.helm.tiller": tiller.SPEC,
    "coxswain.helm.tiller_info": tiller_info.SPEC,
}
#: Variables whose default deliberately differs from that of the module's option.
OWN_DEFAULTS = {
    *("certificates_authority", "certificates_clients", "certificates_server", "client_home_skip_refresh"),
    *("tiller_create_namespace", "tiller_history_max", "tiller_rbac", "tiller_remove_rbac", "tiller_service_account"),
    *("tiller_tls", "tiller_wait_timeout"),
}
#: Ansible's markup in descriptions, and what it becomes in Markdown.
MARKUP = (
    (r"P\((?:[\w.]+\.)(\w+)#role\)", r"[\1](../\1/README.md)"),
    (r"[CEMOV]\(([^)]*)\)", r"`\1`"),
)


def load(role: str, path: str) -> Any:
    return yaml.safe_load((ROLES / role / path).read_text())


def entry_points(role: str) -> dict[str, dict[str, Any]]:
    """Return the options of each entry point."""
    return {name: spec["options"] for name, spec in load(role, "meta/argument_specs.yml")["argument_specs"].items()}


def tables(role: str) -> dict[str, list[str]]:
    """Return the rows of the README's tables below the headings "Variables" and "Variables of ENTRY_POINT"."""
    readme = (ROLES / role / "README.md").read_text()
    found = {}
    for section in re.split(r"^## ", readme, flags=re.MULTILINE):
        title, _, text = section.partition("\n")
        if title.startswith("Variables"):
            rows = re.findall(r"^\| `.*", text, re.MULTILINE)
            found["main" if title == "Variables" else title.removeprefix("Variables of ").strip("`")] = rows
    return found


def row(name: str, option: dict[str, Any]) -> str:
    """Return the row of an option: name, type, default, description with choices."""
    kind = f"list of {option['elements']}" if option["type"] == "list" else option["type"]
    default = json.dumps(option["default"]).replace('"', "") if "default" in option else ""
    default = '""' if option.get("default") == "" else default
    described = option["description"]
    text = described if isinstance(described, str) else " ".join(described)
    for pattern, replacement in MARKUP:
        text = re.sub(pattern, replacement, text)
    if "choices" in option:
        text += f" Choices: {', '.join(f'`{choice}`' for choice in option['choices'])}."
    return f"| `{name}` | {kind} | {f'`{default}`' if default else ''} | {text} |".replace("|  |", "| |")


@pytest.mark.parametrize("role", NAMES)
def test_the_readme_documents_every_option_and_no_other(role):
    """The tables are to hold exactly these rows."""
    expected = {entry: [row(*item) for item in options.items()] for entry, options in entry_points(role).items()}
    assert tables(role) == expected


@pytest.mark.parametrize("role", NAMES)
def test_the_examples_use_documented_variables(role):
    options = {option for entry in entry_points(role).values() for option in entry}
    blocks = re.findall(r"^```yaml\n(.*?)^```", (ROLES / role / "README.md").read_text(), re.MULTILINE | re.DOTALL)
    assert blocks
    for block in blocks:
        yaml.safe_load(block)
        used = set(re.findall(rf"(?<![.\w])({role}_[a-z_]+):", block))
        # Lists and overrides of groups have names of the user's choice.
        assert {name for name in used if not name.startswith(("rollout_releases_", "rollout_overrides_"))} <= options


@pytest.mark.parametrize("role", NAMES)
def test_defaults_are_those_of_the_argument_spec(role):
    defaults = load(role, "defaults/main.yml")
    # A default that depends on the host has a template, which the documentation describes in words.
    constants = {name: value for name, value in defaults.items() if "{{" not in str(value)}
    options = entry_points(role)["main"]
    assert constants == {name: option["default"] for name, option in options.items() if "default" in option}
    assert set(defaults) <= set(options)


def passed() -> list[tuple[str, str, str, str]]:
    """Return role, variable, module and option of every option that a role passes on as it is."""
    found = []
    for role in NAMES:
        for file in sorted((ROLES / role / "tasks").glob("*.yml")):
            for module, options in calls(yaml.safe_load(file.read_text())):
                for option, value in options.items():
                    variable = re.fullmatch(rf"\{{\{{ ({role}_\w+) \}}\}}", str(value))
                    if variable:
                        found.append((role, variable[1], module, option))
    return found


def calls(tasks: list[dict[str, Any]]) -> list[tuple[str, dict[str, Any]]]:
    """Return the calls of modules in tasks and blocks."""
    nested = [call for task in tasks for part in ("block", "always") for call in calls(task.get(part, []))]
    return nested + [(name, task[name]) for task in tasks for name in MODULES if task.get(name)]


@pytest.mark.parametrize(("role", "variable", "module", "option"), passed())
def test_a_variable_is_of_the_same_kind_as_the_option_it_sets(role, variable, module, option):
    ours, theirs = entry_points(role)["main"][variable], MODULES[module][option]
    for key in ("type", "elements", "choices"):
        assert ours.get(key) == theirs.get(key), key
    assert (ours["default"] == theirs.get("default")) != (variable in OWN_DEFAULTS)


def test_the_further_options_of_tiller_are_documented():
    text = (ROLES / "tiller" / "tasks" / "present.yml").read_text()
    described = entry_points("tiller")["main"]["tiller_options"]["description"]
    assert set(re.findall(r"tiller_options\.(\w+)", text)) == set(re.findall(r"C\((\w+)\)", " ".join(described)))


def test_every_option_of_certificates_is_a_variable():
    assert {option for _role, _variable, module, option in passed() if module == "coxswain.helm.certificates"} == set(
        certificates.SPEC
    )
