"""Perisai: what a cheap phone waits for, and whoever asks at the clinic's desk."""

from benchmarks.perisai.cover import cover_checked
from benchmarks.perisai.phone import budgets, registering_on_a_slow_phone

MEASUREMENTS = (budgets, registering_on_a_slow_phone, cover_checked)
