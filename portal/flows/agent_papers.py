"""The papers of an agent: the certificate, and the letter of assignment that they show to whom they register."""

from __future__ import annotations

from uuid import UUID

from portal.access.actor import NotVisible
from portal.access.permissions import Permission
from portal.models import Agent, AgentState
from portal.papers import agents as press
from portal.papers.agents import Paper
from portal.services import agents as service
from portal.services.verifications import agent_url
from portal.web.actor import actor
from portal.web.pages import Answer, download
from portal.web.resource import Resource

certificates = Resource("certificates", __name__)
assignments = Resource("assignments", __name__)

PDF = "application/pdf"


@certificates.get("/agen/<uuid:agent_id>/sertifikat.pdf", endpoint="show", requires=Permission.AGENT_READ)
def certificate(agent_id: UUID) -> Answer:
    agent = _lettered(agent_id)
    return download(press.certificate(_paper(agent)), name=f"Sertifikat {agent.name}.pdf", mimetype=PDF, inline=True)


@assignments.get("/agen/<uuid:agent_id>/surat-tugas.pdf", endpoint="show", requires=Permission.AGENT_READ)
def assignment(agent_id: UUID) -> Answer:
    agent = _lettered(agent_id)
    return download(press.assignment(_paper(agent)), name=f"Surat tugas {agent.name}.pdf", mimetype=PDF, inline=True)


def _lettered(agent_id: UUID) -> Agent:
    """An agent who has letters; a candidate has none."""
    agent = service.find(actor(), agent_id)
    if agent.certificate_until is None:
        raise NotVisible("agent")
    return agent


def _paper(agent: Agent) -> Paper:
    assert agent.certificate_until is not None
    assert agent.assignment_start is not None
    assert agent.assignment_end is not None
    assert agent.approved_at is not None
    return Paper(
        name=agent.name,
        number=agent.number or "–",
        wadah=agent.organisation.name,
        npw=agent.organisation.npw or "–",
        branch=actor().branch_name,
        training=agent.training,
        score=agent.score,
        certificate_number=agent.certificate_number,
        certificate_until=agent.certificate_until,
        assignment_number=agent.assignment_number,
        assignment_start=agent.assignment_start,
        assignment_end=agent.assignment_end,
        approved_by=agent.approved_by,
        approved_at=agent.approved_at,
        url=agent_url(agent.code),
        off=agent.state is not AgentState.ACTIVE,
    )
