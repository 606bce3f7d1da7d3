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
from ansible_collections.coxswain.helm.plugins.module_utils.module.options import connection


def end(module, work, ended):
    with pytest.raises(ended) as caught:
        runner.run(module, work)
    return caught.value.result


def raising(error):
    def work(_module):
        raise error

    return work


def test_a_result(task, ended):
    module = task(connection.SPEC)
    assert end(module, lambda _module: {"changed": True}, ended) == {"changed": True}
    assert module.warnings == []


def test_an_error_is_returned_as_a_message_and_in_parts(task, ended):
    result = end(task({}), raising(ChartError("is missing", "/c", "Put it there.")), ended)
    assert result["failed"] is True
    assert result["msg"] == result["stderr"] == "/c: is missing. Put it there."
    assert (result["stdout"], result["command"]) == ("", "")
    assert result["error"] == {
        "kind": "ChartError",
        "what": "is missing",
        "where": "/c",
        "remedy": "Put it there.",
    }


def test_a_missing_library_names_the_python(task, ended):
    result = end(task({}), raising(MissingLibraryError("PyYAML >= 5.1 is needed to read charts")), ended)
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
def test_remedies_for_errors_without_one(task, ended, error, remedy):
    assert remedy in end(task({}), raising(error), ended)["error"]["remedy"]


def test_an_error_without_a_remedy(task, ended):
    error = ApiError('namespaces "n" is forbidden: User cannot get it', status=403)
    assert end(task({}), raising(error), ended)["error"]["remedy"] == ""


def test_a_list_that_ends_with_a_newline(task, ended):
    assert end(task({}), raising(ValuesError("no:\n- one\n", None, "Do.")), ended)["msg"] == "no:\n- one. Do."


def test_other_exceptions_are_not_caught(task):
    with pytest.raises(ZeroDivisionError):
        runner.run(task({}), raising(ZeroDivisionError()))


def test_binary_path_is_ignored_with_a_warning_by_the_runner(task, ended):
    module = task(connection.SPEC, binary_path="/usr/bin/helm")
    end(module, lambda _module: {}, ended)
    assert module.warnings == ["binary_path is ignored: coxswain.helm needs no helm binary."]


def test_secrets_are_redacted_before_the_module_runs(task, ended):
    module = task(connection.SPEC, kubeconfig={"users": [{"user": {"token": "geheim"}}]})
    seen = []
    end(module, lambda same: seen.append(set(same.no_log_values)) or {}, ended)
    assert seen == [{"geheim"}]


def test_the_base_class_of_errors_is_caught(task, ended):
    assert end(task({}), raising(CoxswainError("no")), ended)["msg"] == "no"


@pytest.mark.parametrize("name", ["yaml", "urllib3.util", "kubernetes"])
def test_a_missing_library(task, ended, name):
    result = end(task({}), raising(ImportError("No module", name=name)), ended)
    assert result["error"]["kind"] == "MissingLibraryError"
    assert {"yaml": "PyYAML", "urllib3.util": "urllib3", "kubernetes": "kubernetes"}[name] in result["msg"]
    assert sys.executable in result["msg"]


def test_a_missing_file_of_the_collection_is_not_caught(task):
    with pytest.raises(ImportError):
        runner.run(task({}), raising(ImportError("No module", name="ansible_collections.x")))
