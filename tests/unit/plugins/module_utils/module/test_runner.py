# SPDX-License-Identifier: GPL-3.0-or-later
"""Results and failures of modules."""

from __future__ import annotations

import sys

import pytest
from ansible_collections.coxswain.helm.plugins.module_utils.errors import (
    ApiError,
    ChartError,
    ConnectionOptionsError,
    CoxswainError,
    MissingLibraryError,
    RenderError,
    ValuesError,
)
from ansible_collections.coxswain.helm.plugins.module_utils.module import runner
from ansible_collections.coxswain.helm.plugins.module_utils.module.definition import ModuleDefinition
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import connection


def end(task, work, spec=connection.SPEC):
    return runner.run(task, ModuleDefinition(spec, work))


def raising(error):
    def work(_module):
        raise error

    return work


def test_a_result(task):
    module = task(connection.SPEC)
    assert end(module, lambda _module: {"changed": True}) == {"changed": True}
    assert module.warnings == []


def test_an_error_is_returned_as_a_message_and_in_parts(task):
    result = end(task({}), raising(ChartError("is missing", "/c", "Put it there.")))
    assert result["failed"] is True
    assert result["msg"] == result["stderr"] == "/c: is missing. Put it there."
    assert (result["stdout"], result["command"]) == ("", "")
    assert result["error"] == {
        "kind": "ChartError",
        "what": "is missing",
        "where": "/c",
        "remedy": "Put it there.",
    }


def test_a_missing_library_names_the_python(task):
    result = end(task({}), raising(MissingLibraryError("PyYAML", "5.4", "to read charts")))
    assert sys.executable in result["msg"]


REMEDIES = {
    "a newer Kubernetes": (
        ChartError("chart requires kubeVersion: >=1.99 which is incompatible"),
        "supports this Kubernetes version",
    ),
    "a chart": (ChartError("no"), "Check the chart"),
    "values": (ValuesError("no"), "Correct the values."),
    "a rendering": (RenderError("no"), "Correct the values that the message names"),
    "a namespace": (ApiError('namespaces "n" not found', status=404), "Set create_namespace"),
    "a kubeconfig": (ConnectionOptionsError("no"), "Check the kubeconfig"),
}


@pytest.mark.parametrize(("error", "remedy"), REMEDIES.values(), ids=REMEDIES)
def test_remedies_for_errors_without_one(task, error, remedy):
    assert remedy in end(task({}), raising(error))["error"]["remedy"]


def test_an_error_without_a_remedy(task):
    error = ApiError('namespaces "n" is forbidden: User cannot get it', status=403)
    assert end(task({}), raising(error))["error"]["remedy"] == ""


def test_a_list_that_ends_with_a_newline(task):
    assert end(task({}), raising(ValuesError("no:\n- one\n", None, "Do.")))["msg"] == "no:\n- one. Do."


def test_other_exceptions_are_not_caught(task):
    with pytest.raises(ZeroDivisionError):
        end(task({}), raising(ZeroDivisionError()))


def test_binary_path_is_ignored_with_a_warning_by_the_runner(task):
    module = task(connection.SPEC, binary_path="/usr/bin/helm")
    end(module, lambda _module: {})
    assert module.warnings == ["binary_path is ignored: coxswain.helm needs no helm binary."]


def test_secrets_are_redacted_before_the_module_runs(task):
    module = task(connection.SPEC, kubeconfig={"users": [{"user": {"token": "geheim"}}]})
    seen = []
    end(module, lambda same: seen.append(set(same.secrets)) or {})
    assert seen == [{"geheim"}]


def test_the_base_class_of_errors_is_caught(task):
    assert end(task({}), raising(CoxswainError("no")))["msg"] == "no"


@pytest.mark.parametrize("name", ["yaml", "urllib3.util", "kubernetes"])
def test_a_missing_library(task, name):
    result = end(task({}), raising(ImportError("No module", name=name)))
    assert result["error"]["kind"] == "MissingLibraryError"
    assert {"yaml": "PyYAML", "urllib3.util": "urllib3", "kubernetes": "kubernetes"}[name] in result["msg"]
    assert sys.executable in result["msg"]


def test_a_missing_file_of_the_collection_is_not_caught(task):
    with pytest.raises(ImportError):
        end(task({}), raising(ImportError("No module", name="ansible_collections.x")))
