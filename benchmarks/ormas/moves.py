"""A unit goes below another parent with all that stands below it."""

from __future__ import annotations

from itertools import cycle
from uuid import UUID

from sqlalchemy import select

from benchmarks.figures import Figure, compared
from benchmarks.ormas import crowds
from benchmarks.visitors import Visitor
from portal.models import Organisation, db
from portal.services import tallies
from tests.cast import Person


def units_moved(engine: str, *, members: int = 2_000_000, times: int = 5) -> list[Figure]:
    """An MPC of about ten thousand members to another MPW and back, by the form that a coordinator sends."""
    stage, top, _ = crowds.stage(engine, members)
    try:
        unit, size, parents = stage.act(lambda: _unit(top))
        visitor = Visitor.signed_in(stage.app, top)
        visitor.get(f"/ormas/unit/{unit}/pindah")
        to = cycle(parents)

        def move() -> float:
            return visitor.post(f"/ormas/unit/{unit}/pindah", {"parent": str(next(to))}).seconds

        seconds = compared({"move": move}, times=times)["move"]
        if times % 2 == 0:
            move()  # with the one that warmed up it is an odd number: back to where it was
    finally:
        stage.rest()
    return [Figure("ormas", f"moving a unit, among {members:,} members", engine, size, seconds, "s", 2)]


def _unit(top: Person) -> tuple[UUID, int, tuple[UUID, UUID]]:
    """The first MPC, how many members it has with all below it, and two MPW: the other one first."""
    actor = top.actor()
    asked = select(Organisation).where(Organisation.parent_id == top.organisation_id).order_by(Organisation.id)
    first, second = db.session.scalars(asked.limit(2).execution_options(seen_by="a measurement")).all()
    below = select(Organisation).where(Organisation.parent_id == first.id).order_by(Organisation.id).limit(1)
    mpc = db.session.scalars(below.execution_options(seen_by="a measurement")).one()
    return mpc.id, tallies.of(actor, mpc).members, (second.id, first.id)
