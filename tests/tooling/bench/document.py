# SPDX-License-Identifier: GPL-3.0-or-later
"""docs/speed.md and its plot, from the results of one run."""

from __future__ import annotations

import textwrap
from pathlib import Path

from . import plot, tables
from .results import Results
from .rows import CORE, DIFF, HELM, OURS, ROWS, SHIPPED, TITLES

#: The series of the plot.
SERIES = (OURS, SHIPPED, CORE, DIFF, HELM)

TEXT = """\
# Speed

`./dev bench release` measures whole plays: coxswain.helm beside kubernetes.core, Helm alone and an empty task. It wrote
this page; all figures come from one run.

![Processor time of plays, relative to kubernetes.core]({plot})

{machine}

## Goals

{goals}

## Processor time

Seconds in user and system mode of all processes of a play, and over SSH of its sessions on the host too, but not of the
ssh that Ansible leaves running for later plays. The number in parentheses is the time of coxswain.helm divided by this
one.

{processor}

- **coxswain.helm** is the collection as it runs by default.
- **coxswain.helm, shipped** has `coxswain_helm_direct: never`, so that Ansible starts each module in a new process.
- **kubernetes.core** is `kubernetes.core.helm` without helm-diff. It compares the values and the version of the chart,
  not the objects in the cluster. It runs Helm 3: its `helm list --all` is an error of Helm 4.
- **kubernetes.core, helm-diff** renders the chart and compares it with the manifest that Helm has stored, not with the
  objects in the cluster.
{helm}\
- **ping** is a play with the task `ansible.builtin.ping` for the same hosts.

## Wall time

The API server, which runs on the same machine, does its work meanwhile.

{wall}

## Memory

Largest process / all processes at a time. The first is the maximum resident set of one process; the second is the sum
of the proportional sets of all of them (shared pages count once), sampled every 30 ms in a run of its own.

{memory}

## Requests

Requests to the API server, from its audit log. Each upgrade of Helm or kubernetes.core starts several programs.

{requests}
{ssh}
## Where the time goes

Processor time of an unchanged run by phase. "Ansible" is what any play with a task takes. A hook of the benchmark
measures it, which adds a little.

{profile}

## The rows

{charts}

{texts}

The inventory names the interpreter, and `gather_facts` is off. Each play is checked for having changed as much as the
row says.

{baseline}

## Repeat it

```console
$ ./dev bench release                              # all rows but those over SSH
$ ./dev bench release --ssh --write                # all rows; write this page
$ ./dev bench release --rows unchanged,loop --runs 1
```

It needs a corpus of charts beside the checkout, and starts a cluster and, for `--ssh`, an sshd on loopback. The columns
are measured in turns, A B C A B C …, and the figures are medians. helm-diff is used when it is one of Helm's plugins,
or with `--helm-plugins DIRECTORY`.
"""

_SSH = """
## Over SSH

Kilobytes sent to the host, including the connection.

{sent}
"""

_HELM = "- **helm 4** is `helm upgrade --install`, without Ansible; 20 releases are 20 commands.\n"


def write(results: Results, text: Path, picture: Path) -> None:
    """Write both files."""
    text.write_text(page(results, picture.name))
    picture.write_text(chart(results))


def page(results: Results, picture: str) -> str:
    """Return the page.

    :param picture: the path of the plot from the page.
    """
    sent = tables.sent(results)
    return TEXT.format(
        plot=picture,
        machine=machine(results),
        goals=tables.goals(results),
        processor=tables.times(results, "processor"),
        helm=_HELM if any(HELM in cells for cells in results.cells.values()) else "",
        wall=tables.times(results, "wall"),
        memory=tables.memory(results),
        requests=tables.requests(results),
        ssh=_SSH.format(sent=sent) if sent else "",
        profile=tables.profiles(results),
        charts=_charts(results),
        texts=tables.texts(results),
        baseline=tables.baseline(results),
    )


def machine(results: Results) -> str:
    """Return a paragraph on what the figures depend on."""
    found = results.machine
    versions = ", ".join(f"{name} {version}" for name, version in found.versions.items())
    runs = "one run" if results.runs == 1 else f"medians of {results.runs} runs"
    return _filled(
        f"Machine: {found.cores} cores, {found.memory:.0f} GB of memory; {versions}. The figures are {runs}."
    )


def _charts(results: Results) -> str:
    small, large = (results.machine.charts[size] for size in ("small", "large"))
    return _filled(
        f"The small chart is {small}, without pods. The large chart is {large}, with a password for Grafana, because "
        "helm-diff takes a random one for a change."
    )


def _filled(text: str) -> str:
    return textwrap.fill(text, 120, break_long_words=False, break_on_hyphens=False)


def chart(results: Results) -> str:
    """Return the plot."""
    groups = [
        plot.Group(row.title, [results.median(row.key, column, "processor") for column in SERIES])
        for row in ROWS
        if row.key in results.cells
    ]
    title = "Processor time of plays, relative to kubernetes.core"
    return plot.draw(title, [TITLES[column] for column in SERIES], groups, SERIES.index(CORE))
