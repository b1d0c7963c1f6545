"""Whether the record is whole: looked through line by line, as a job."""

from __future__ import annotations

from typing import Any

from portal.access.permissions import Permission
from portal.services import chains
from portal.web.actor import actor
from portal.web.pages import Answer, go, page, part
from portal.web.resource import Resource

chain_checks = Resource("chain_checks", __name__, url_prefix="/audit/rantai")


@chain_checks.get("/", requires=Permission.AUDIT_READ)
def index() -> Answer:
    job = chains.job_of(actor())
    shown: dict[str, Any] = {"job": job, "breaks": chains.breaks_of(job.result) if job else []}
    return part(
        "branch/chain_checks/_check.html",
        otherwise=lambda: page("branch/chain_checks/index.html", **shown),
        **shown,
    )


@chain_checks.post("/", requires=Permission.AUDIT_KEEP)
def create() -> Answer:
    chains.ask(actor())
    return go(".index")
