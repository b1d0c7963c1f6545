"""What is fast, measured against what else one could do: every promise of speed is a ratio taken in one run.

`make bench` prints a table and writes ``benchmarks/results.json``; `make bench ONLY=school` one area of it.
A figure is the median of several measurements, taken in turns with what it is compared to, so that whatever else the
machine does meanwhile falls on both. Nothing here is a test: tests ask what is right, and never look at a clock.

What takes long to make (a database of a million people, large files) is kept in ``benchmarks/data`` between runs.
"""
