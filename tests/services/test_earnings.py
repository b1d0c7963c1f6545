"""Where a running month is going: what the forecast says of the unpaid is what the ledger writes when they pay."""

from __future__ import annotations

import time_machine
from sqlalchemy import update

from portal.access import audit
from portal.access.audit import Action
from portal.models import Contribution
from portal.models.transaction import transaction
from portal.services import earnings as service
from portal.values.month import Month
from tests.cast import Cast
from tests.make import earnings, people, workers


def test_the_forecast_counts_a_person_s_months_as_the_ledger_does(cast: Cast) -> None:
    with time_machine.travel("2026-07-05 03:00:00+00:00", tick=True) as now:
        earnings.brought_in(cast.dewi, cast.hasan, [1])
        with transaction(), audit.personal(Action.PAYMENT_RECORDED, None):  # as after two years
            audit.bulk_update(Contribution, update(Contribution).where(Contribution.number == 1).values(number=24))
        now.move_to("2026-10-05 03:00:00+00:00")
        workers.registered(cast.dewi, [2])
        line = sorted([people.name(1), people.name(2)]).index(people.name(2)) + 1
        earnings.collected(cast.dewi, cast.hasan, only=[line])
        now.move_to("2026-11-05 03:00:00+00:00")
        outlook = service.outlook(cast.dewi.actor(), service.earner(cast.dewi.actor(), cast.dewi.membership_id))
        assert outlook is not None
        assert (outlook.unpaid, outlook.unpaid_brings.amount) == (2, 2 * 1_260), "who lapsed begins anew"
        earnings.collected(cast.dewi, cast.hasan)
    lines = earnings.entries(cast.dewi, Month(2026, 11))
    assert sorted((each.number or 0, each.amount.amount) for each in lines) == [(1, 1_260), (2, 1_260)]
