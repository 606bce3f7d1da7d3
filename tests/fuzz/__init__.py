# SPDX-License-Identifier: GPL-3.0-or-later
"""The differential fuzzer of the rendering engine: generated cases, judged by Helm's own packages.

``oracle/`` is a Go program that imports Helm's engines; ``grammar`` and ``texts`` make cases from a seed;
``engine`` asks the collection and the oracle the same; ``shrink`` makes a disagreement small.
"""
