"""Which function does which kind of work."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

from portal import jobs
from portal.jobs.work import Work

Handler = Callable[[Work], Mapping[str, Any] | None]

_handlers: dict[str, Handler] = {}


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Make a function the one that does this kind of work: `@handler("rosters.read")`.

    It gets the `Work`, does it in chunks, starts at `work.done` (not at 0: it may be resumed after a crash) and
    returns what the job's result shall hold besides what `work.result` gathered: ids, counts and codes.
    """

    def register(function: Handler) -> Handler:
        if kind in _handlers:
            raise ValueError(f"two handlers for {kind}")
        _handlers[kind] = function
        return function

    return register


def handler_of(kind: str) -> Handler | None:
    return _handlers.get(kind)


def kinds() -> frozenset[str]:
    """All kinds of work somebody can do, for the sweep that compares them with what is asked for."""
    return frozenset(_handlers)


def load() -> None:
    """Import every module of `portal.jobs`, so that a new file of handlers is found without being listed."""
    for module in pkgutil.iter_modules(jobs.__path__):
        import_module(f"{jobs.__name__}.{module.name}")
