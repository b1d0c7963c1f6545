"""Perisai: what a cheap phone waits for."""

from benchmarks.perisai.phone import budgets, registering_on_a_slow_phone

MEASUREMENTS = (budgets, registering_on_a_slow_phone)
