"""An ormas of two million members: what its pages, its lists and its moving units may take."""

from benchmarks.ormas.lists import lists_loaded, members_matched
from benchmarks.ormas.moves import units_moved
from benchmarks.ormas.pages import pages_of_a_coordinator

MEASUREMENTS = (pages_of_a_coordinator, units_moved, lists_loaded, members_matched)
