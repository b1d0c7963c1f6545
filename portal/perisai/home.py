"""Beranda of a wadah, of an agent, of a clinic: how it stands, and what to do next."""

from __future__ import annotations

from typing import Any

from portal.access.actor import Actor
from portal.access.permissions import Permission
from portal.models import Agent, Case, Invoice, Organisation, OrganisationKind, Transfer, TransferState, db
from portal.services import agents, cases, invitations, memberships, recruits, transfers
from portal.services.invoices import OPEN
from portal.values import clock
from portal.web.actor import actor
from portal.web.pages import Answer, page
from portal.web.resource import Resource

home = Resource("home", __name__)

SHOWN = 5


@home.get("/", requires=Permission.PARTNER_READ)
def index() -> Answer:
    who = actor()
    place = own_place()
    if place.kind is OrganisationKind.CLINIC:
        return page("perisai/home/index.html", place=place, today=clock.today(), **_treated(who))
    bills = who.sees(Invoice, of=place).where(Invoice.state.in_(OPEN)).order_by(Invoice.due_on, Invoice.id)
    manages = who.may(Permission.AGENT_WRITE)
    asked = transfers.incoming(who).where(Transfer.state == TransferState.WAITING).order_by(Transfer.id)
    return page(
        "perisai/home/index.html",
        place=place,
        figures=recruits.figures(who, place),
        bills=db.session.scalars(bills.limit(SHOWN)).all(),
        asked=db.session.scalars(asked.limit(SHOWN)).all(),
        members=memberships.members(who, place.id) if manages else [],
        invited=len(invitations.pending(who, place.id)) if manages else 0,
        strength=agents.strength(who, place) if manages else None,
        **_watched(who),
        today=clock.today(),
    )


def _treated(who: Actor) -> dict[str, Any]:
    """The latest patients whose accident is still being worked on, or was told of and nobody took it up."""
    found = db.session.scalars(cases.listed(who, *cases.OPEN).order_by(Case.id.desc()).limit(SHOWN)).all()
    return {"cases": found, "clocks": cases.hues_of_all(found)}


def _watched(who: Actor) -> dict[str, Any]:
    """What an agent has to know of themselves, and a manager of all agents: who is idle, whose letters run out."""
    if not who.may(Permission.AGENT_WRITE):
        own = db.session.scalars(who.sees(Agent).where(Agent.id == who.membership_id)).one_or_none()
        return {"agent": own, "standing": agents.standing(own) if own else None, "idle": (), "ending": ()}
    everybody = agents.listed(who)
    return {
        "agent": None,
        "standing": None,
        "idle": [
            (each, agents.standing(each))
            for each in db.session.scalars(agents.idle(everybody).order_by(Agent.name).limit(SHOWN))
        ],
        "ending": db.session.scalars(agents.running_out(everybody).order_by(Agent.name).limit(SHOWN)).all(),
    }


def own_place() -> Organisation:
    """The wadah or the clinic that the actor acts for."""
    who = actor()
    assert who.organisation_id is not None
    return who.find(Organisation, who.organisation_id)
