"""What other terms would have made of a wadah's month: shown before a branch decides."""

from __future__ import annotations

from sqlalchemy import case, func

from portal.access.actor import everyone
from portal.models import IncentiveEntry, Membership, Organisation, db
from portal.rules import incentives
from portal.rules.incentives import Part, Version
from portal.services import acquisitions, ledger, policies
from portal.values.month import Month
from portal.values.rupiah import Rupiah


def preview(wadah: Organisation, month: Month) -> list[tuple[Version, Rupiah, Rupiah]]:
    """What a month that is over would have come to under each version: agents and wadah together. Two queries."""
    decided = policies.in_force(wadah.branch_id, month.last_day)
    acted = everyone(Membership, because="what a decision would change is shown before it is made")
    agents = db.session.scalars(acted.where(Membership.organisation_id == wadah.id).with_only_columns(Membership.id))
    found = acquisitions.newcomers(wadah, month, agents.all(), decided)
    paid = db.session.execute(
        ledger.about(wadah, month)
        .where(IncentiveEntry.part == Part.IURAN, IncentiveEntry.agent_id.is_not(None))
        .with_only_columns(
            IncentiveEntry.number,
            IncentiveEntry.base,
            func.sum(case((IncentiveEntry.reversal_of.is_(None), 1), else_=-1)),
        )
        .group_by(IncentiveEntry.number, IncentiveEntry.base)
    ).all()
    told = []
    for name in incentives.names():
        by = incentives.version(name, month)
        earned = Rupiah.total(incentives.iuran(by, number, base).amount * count for number, base, count in paid)
        for own in found.values():
            people = [each.newcomer for each in own]
            heads = incentives.flat(by, people)
            lines = incentives.acquisitions(by, people) if heads is None else [heads]
            earned += Rupiah.total(line.amount for line in lines)
        told.append((by, earned, incentives.wadah(by, earned).amount))
    return told
