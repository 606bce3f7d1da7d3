# SPDX-License-Identifier: GPL-3.0-or-later
"""The differential fuzzer of the rendering engine, which compares generated cases with Helm's own packages.

``oracle/`` is a Go program that imports Helm's engines; ``grammar`` and ``texts`` generate cases from a seed;
``engine`` runs the collection and the oracle on the same case; ``shrink`` minimizes a disagreement.
"""
