"""A manager who brings people in as well: a candidate first, like any other, and nobody else by this door."""

from __future__ import annotations

from portal.models import Agent, AgentState, db
from tests.browser import Browser
from tests.cast import Cast


def test_a_manager_becomes_a_candidate_once(cast: Cast, ratna: Browser, dewi: Browser) -> None:
    done = ratna.submit(ratna.get("/perisai/agen/"), "/agen/saya")
    assert "calon agen" in ratna.follow(done).words.lower()
    ratna.post("/perisai/agen/saya", status=None)
    db.session.rollback()
    mine = cast.ratna.actor().sees(Agent).where(Agent.id == cast.ratna.membership_id)
    assert [each.state for each in db.session.scalars(mine)] == [AgentState.CANDIDATE]
    dewi.post("/perisai/agen/saya", status=403)
