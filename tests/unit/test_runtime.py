# SPDX-License-Identifier: GPL-3.0-or-later
"""meta/runtime.yml lists all modules and actions that exist, and no others."""

from __future__ import annotations

import re

import yaml
from unit import sources

PREFIX = "coxswain.helm."
#: Names in kubernetes.core, and the modules that replace them here.
DROP_IN = {
    "helm": "release",
    "helm_info": "release_info",
    "helm_template": "template",
    "helm_repository": "repository",
    "helm_pull": "chart_pull",
    "helm_registry_auth": "registry_auth",
}

RUNTIME = yaml.safe_load((sources.ROOT / "meta" / "runtime.yml").read_text())
GALAXY = yaml.safe_load((sources.ROOT / "galaxy.yml").read_text())


def names(kind: str) -> set[str]:
    return {path.stem for path in (sources.PLUGINS / kind).glob("*.py") if path.stem != "__init__"}


def redirects(kind: str) -> dict[str, str]:
    routing = RUNTIME.get("plugin_routing", {}).get(kind, {})
    return {name: entry["redirect"] for name, entry in routing.items() if "redirect" in entry}


def test_the_oldest_ansible_is_the_documented_one():
    assert RUNTIME["requires_ansible"] == ">=2.18.0"


def test_every_module_is_in_both_action_groups():
    for group in ("all", "helm"):
        assert RUNTIME["action_groups"][group] == sorted(names("modules")), group


def test_names_of_kubernetes_core_redirect_to_modules():
    expected = {old: PREFIX + new for old, new in DROP_IN.items() if new in names("modules")}
    assert redirects("modules") == expected


def test_a_drop_in_name_leads_to_the_action_plugin_where_the_module_has_one():
    """Redirecting the module only would skip the action plugin on the controller."""
    expected = {old: PREFIX + new for old, new in DROP_IN.items() if new in names("action")}
    assert redirects("action") == expected


def test_every_redirect_targets_a_plugin_of_the_collection():
    for kind, folder in (("modules", "modules"), ("action", "action"), ("lookup", "lookup"), ("filter", "filter")):
        for name, target in redirects(kind).items():
            assert target.removeprefix(PREFIX) in names(folder), f"{kind}.{name}"


def test_no_redirect_hides_a_plugin():
    for kind in ("modules", "action"):
        assert not set(redirects(kind)) & names(kind)


def test_what_the_build_ignores_exists():
    made = {".cache", ".mypy_cache", ".ruff_cache", ".venv", ".venv-*", "changelogs/.plugin-cache.yaml", "tests/output"}
    for pattern in set(GALAXY["build_ignore"]) - made:
        assert (sources.ROOT / pattern).exists(), pattern


def test_the_oldest_requirements_are_those_of_the_readme():
    readme = (sources.ROOT / "README.md").read_text()
    promised = dict(re.findall(r"\| [^|]*?([A-Za-z0-9-]+) (\d[\d.]*) or newer", readme))
    promised |= dict(re.findall(r", ([A-Za-z]+) (\d[\d.]*) or newer", readme))
    oldest = dict(
        re.findall(r"^([\w-]+)==([\d.]+)$", (sources.ROOT / "tests/requirements/oldest.txt").read_text(), re.M)
    )
    # See the comment in oldest.txt; vermin and ruff check the version of Python.
    del promised["PyYAML"], promised["Python"]
    assert len(promised) >= 6
    for name, version in promised.items():
        assert f"{oldest[name]}.".startswith(f"{version}."), name
