"""Choosing another unit among thousands: the likely ones are offered, the others are found by their name or code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import request

from portal.models import Organisation
from portal.services import trees
from portal.values.fault import Refused
from portal.web.actor import actor


@dataclass(frozen=True, slots=True)
class Destinations:
    """What is offered, each with the name of the unit above it; or the one that was chosen."""

    words: str
    rows: Sequence[Organisation] = ()
    above: Mapping[UUID, str] | None = None
    chosen: Organisation | None = None


def parents(unit: Organisation) -> Destinations:
    """Where the unit could go: below the neighbours of its parent, unless words say what is looked for."""
    return _offered(lambda words: trees.parents_for(actor(), unit, words))


def twins(unit: Organisation) -> Destinations:
    """What the unit could be merged into: its own neighbours, unless words say."""
    return _offered(lambda words: trees.twins_for(actor(), unit, words))


def homes(unit: Organisation) -> Destinations:
    """Where a member of the unit could be: in those around it, unless words say."""
    return _offered(lambda words: trees.homes_for(actor(), unit, words))


def chosen(field: str) -> Organisation:
    """The unit that a form names. `Refused` unit.parent when it names none; `NotVisible` for another's."""
    id_ = request.form.get(field, type=UUID)
    if id_ is None:
        raise Refused.because("unit.parent", field)
    return actor().find(Organisation, id_)


def _offered(find: Callable[[str], Sequence[Organisation]]) -> Destinations:
    words = " ".join(request.args.get("q", "").split())[:160]
    wanted = request.args.get("ke", type=UUID)
    if wanted:
        return Destinations(words, chosen=actor().find(Organisation, wanted))
    rows = find(words)
    return Destinations(words, rows, trees.names_above(actor(), rows))
