"""Codes by mail for people without an account; asked for alike for whoever was typed."""

from __future__ import annotations

from uuid import UUID

from portal.jobs.registry import handler
from portal.jobs.work import Work
from portal.services import one_time_codes


@handler(one_time_codes.SEND)
def send(work: Work) -> None:
    with work.chunk():
        one_time_codes.send(UUID(work.payload["code"]))
