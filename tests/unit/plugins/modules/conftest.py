# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module of the collection, with its documentation and argument spec as Ansible sees them."""

from __future__ import annotations

import importlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[4]
PACKAGE = "ansible_collections.coxswain.helm.plugins"
NAMES = sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("[a-z]*.py"))


class Recorded(Exception):
    """Raised instead of creating an AnsibleModule."""


@dataclass
class Documented:
    """A module.

    :param documentation: DOCUMENTATION merged with its fragments.
    :param arguments: keyword arguments of AnsibleModule.
    """

    name: str
    documentation: dict[str, Any]
    examples: list[dict[str, Any]]
    returned: dict[str, Any]
    arguments: dict[str, Any]
    source: str = field(repr=False)


def fragment(reference: str) -> dict[str, Any]:
    """Return a documentation fragment by its full name, such as ``coxswain.helm.attributes.info_module``."""
    _namespace, _collection, name, *part = reference.split(".")
    found = importlib.import_module(f"{PACKAGE}.doc_fragments.{name}").ModuleDocFragment
    return yaml.safe_load(getattr(found, part[0].upper() if part else "DOCUMENTATION"))


def merged(documentation: dict[str, Any]) -> dict[str, Any]:
    """Return the documentation merged with its fragments as Ansible does it: the module takes precedence."""
    result = dict(documentation)
    for reference in documentation.get("extends_documentation_fragment", []):
        part = fragment(reference)
        for section in ("options", "attributes"):
            own = dict(result.get(section, {}))
            for key, value in part.get(section, {}).items():
                own[key] = {**value, **own.get(key, {})}
            result[section] = own
    return result


def documented(name: str) -> Documented:
    """Return a module by its name."""
    module = importlib.import_module(f"{PACKAGE}.modules.{name}")
    recorded: dict[str, Any] = {}

    def record(**arguments: Any) -> None:
        recorded.update(arguments)
        raise Recorded

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "AnsibleModule", record)
        with pytest.raises(Recorded):
            module.main()
    return Documented(
        name=name,
        documentation=merged(yaml.safe_load(module.DOCUMENTATION)),
        examples=yaml.safe_load(module.EXAMPLES),
        returned=yaml.safe_load(module.RETURN),
        arguments=recorded,
        source=Path(module.__file__).read_text(encoding="utf-8"),
    )


@pytest.fixture(params=NAMES)
def documented_module(request: pytest.FixtureRequest) -> Documented:
    return documented(request.param)
