"""Perisai: what a cheap phone waits for, who asks at a clinic's desk, and the ledger of five thousand agents."""

from benchmarks.perisai.cover import cover_checked
from benchmarks.perisai.ledger import months_closed
from benchmarks.perisai.phone import budgets, registering_on_a_slow_phone

MEASUREMENTS = (budgets, registering_on_a_slow_phone, cover_checked, months_closed)
