"""The branch office: what its officers wait for."""

from benchmarks.branch.statements import matching

MEASUREMENTS = (matching,)
