# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates expressions with Ansible: one JSON document a line in, one out. Started by the fixture ``controller``."""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from typing import Any


def main() -> None:
    from ansible.parsing.dataloader import DataLoader
    from ansible.plugins.loader import init_plugin_loader
    from ansible.template import Templar

    trust: Any = str
    # ansible-core 2.18 trusts every text.
    with contextlib.suppress(ImportError):
        from ansible.template import trust_as_template as trust

    init_plugin_loader()
    # ansible-core 2.18 keeps the passwords with each encrypted text.
    with contextlib.suppress(ImportError):
        from ansible.parsing.vault import VaultSecretsContext

        VaultSecretsContext.initialize(VaultSecretsContext(secrets=vault_keys()))
    out, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        request = json.loads(line)
        try:
            variables = {**trusted(request["variables"], trust), **of_file(request["file"], request["vault"])}
            templar = Templar(loader=DataLoader(), variables=variables)
            result = templar.template(trust("{{ " + request["expression"] + " }}"))
            answer = json.dumps({"result": result}, default=str)
        except Exception as error:
            answer = json.dumps({"error": " <- ".join(chain(error))})
        out.write(f"{answer}\n")
        out.flush()


def trusted(value: Any, trust: Any) -> Any:
    """The value with every text in it marked as a template."""
    if isinstance(value, str):
        return trust(value)
    if isinstance(value, dict):
        return {trusted(key, trust): trusted(entry, trust) for key, entry in value.items()}
    if isinstance(value, list):
        return [trusted(entry, trust) for entry in value]
    return value


def vault_keys() -> list[tuple[str, Any]]:
    """The passwords of the tests, known to Ansible."""
    from ansible.parsing.vault import VaultSecret

    return [("default", VaultSecret(b"a password of tests"))]


def of_file(text: str, secrets: dict[str, str]) -> Any:
    """The variables of a file of the user, with texts that say where they are from, and encrypted ones."""
    from ansible.parsing.dataloader import DataLoader
    from ansible.parsing.vault import VaultLib

    keys = vault_keys()
    for name, secret in secrets.items():
        lines = VaultLib(keys).encrypt(secret, keys[0][1]).decode().splitlines()
        text += f"{name}: !vault |\n" + "".join(f"  {line}\n" for line in lines)
    loader = DataLoader()
    loader.set_vault_secrets(keys)
    with tempfile.NamedTemporaryFile("w", suffix=".yml") as file:
        file.write(text)
        file.flush()
        try:
            return loader.load_from_file(file.name, cache="none", trusted_as_template=True) or {}
        except TypeError:  # ansible-core 2.18 trusts every text
            return loader.load_from_file(file.name, cache="none") or {}


def chain(error: BaseException | None) -> list[str]:
    """The texts of an error and of those that caused it."""
    texts = []
    while error is not None:
        texts.append(str(error))
        error = error.__cause__ or error.__context__
    return texts


if __name__ == "__main__":
    main()
