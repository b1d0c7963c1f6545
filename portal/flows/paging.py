"""Long lists page by page: on and back from a row, never by counting what lies before it.

The place in the list is the id of a row, so that no name stands in a URL; what the list is ordered by is looked up.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from flask import request
from sqlalchemy import ColumnElement, Select, and_, literal, true, tuple_

from portal.access.actor import Actor
from portal.models import db

ROWS = 25
#: Stretches from where a page begins: nobody follows more links than these.
FARTHEST = 1_000

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Rows of one page, and the ids from which the next and the previous begin (None: there is none). `further`:
    the page did not look at all there is; ``?lanjut=`` so much looks on from where it ended."""

    rows: Sequence[T]
    after: UUID | None = None
    before: UUID | None = None
    further: int | None = None


def paged(
    actor: Actor,
    query: Select[Any] | Callable[[ColumnElement[bool]], Select[Any]],
    keys: Sequence[Any],
    *,
    descending: bool = False,
    rows: int = ROWS,
    stretch: Callable[[ColumnElement[bool], bool, int], tuple[ColumnElement[bool], bool]] | None = None,
) -> Page[Any]:
    """The page that ``?sesudah=`` or ``?sebelum=`` names. The last of `keys` is the id; all sort the same way.

    A query with a range of its own over the same keys is a function, which puts the page's range before its own: of
    two ranges SQLite uses the first, and the pages far from the beginning would cost all that lies before them.
    `stretch` limits how far a page looks from where it begins: a condition, and whether there is more behind it.
    Gives models when the query selects one, else its rows, whose first column must be the id.
    """
    model = keys[-1].class_
    back = bool(request.args.get("sebelum"))
    start = _id(request.args.get("sebelum") or request.args.get("sesudah"))
    place = None
    if start is not None:
        place = db.session.execute(actor.sees(model).where(keys[-1] == start).with_only_columns(*keys)).one_or_none()
    down = descending is not back
    if place is not None:
        here = tuple_(*keys)
        there = tuple_(*(literal(value, key.type) for key, value in zip(keys, place, strict=True)))
        begins = here < there if down else here > there
    else:
        begins = true()
    number, goes_on = min(max(request.args.get("lanjut", 0, type=int), 0), FARTHEST), False
    if stretch is not None:
        near, goes_on = stretch(begins, down, number)
        begins = and_(begins, near)
    query = query(begins) if callable(query) else query.where(begins)
    query = query.order_by(*(key.desc() if down else key.asc() for key in keys)).limit(rows + 1)
    found: list[Any] = list(db.session.execute(query).all())
    if len(query.column_descriptions) == 1:
        found = [row[0] for row in found]
    more = len(found) > rows
    found = found[:rows]
    if back:
        found.reverse()
    further = number + 1 if goes_on and not more else None
    if not found:
        return Page(found, further=further)
    first, last = (each.id if hasattr(each, "id") else each[0] for each in (found[0], found[-1]))
    behind = place is not None if not back else more
    ahead = more if not back else place is not None
    return Page(found, last if ahead else None, first if behind else None, further)


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
