"""One line of the incentive ledger: why it is what it is, what became of it, and saying that it is wrong."""

from __future__ import annotations

from uuid import UUID

from flask import flash

from portal.access.permissions import Permission
from portal.flows.earnings import explained
from portal.models import Enrolment, IncentiveEntry, Organisation, db
from portal.rules.incentives import Payee
from portal.services import disputes as service
from portal.services import earnings
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm, TextField, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

incentive_lines = Resource("incentive_lines", __name__, url_prefix="/insentif/baris/<uuid:entry_id>")
#: Said at a line; read and answered at `portal.flows.disputes`.
line_disputes = Resource("disputes", __name__, url_prefix="/sanggahan")


class DisputeForm(HouseForm):
    said = TextField(
        "Apa yang tidak sesuai?",
        [required("Penjelasan")],
        longest=service.LONGEST,
        description="Misalnya: NIK ini belum pernah terdaftar. Jangan menulis NIK atau nomor HP.",
    )


@incentive_lines.get("", requires=Permission.INCENTIVE_READ)
def show(entry_id: UUID) -> Answer:
    return _shown(entry_id, DisputeForm())


@line_disputes.post("", endpoint="create", requires=Permission.INCENTIVE_DISPUTE)
def create(entry_id: UUID) -> Answer:
    entry, form = actor().find(IncentiveEntry, entry_id), DisputeForm.posted()
    if form.validate():
        try:
            dispute = service.open_one(actor(), entry, form.said.data or "")
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Sanggahan dikirim ke kantor cabang. Jawabannya muncul di halaman ini.", "success")
            return go(within("disputes.show"), dispute_id=dispute.id)
    return _shown(entry_id, form, status=422)


incentive_lines.register_blueprint(line_disputes)


def _shown(entry_id: UUID, form: DisputeForm, *, status: int = 200) -> Answer:
    entry = actor().find(IncentiveEntry, entry_id)
    found = earnings.told(actor().sees(IncentiveEntry).where(IncentiveEntry.id == entry_id))
    _, _, person, paid_month, agent = db.session.execute(found).one()
    reversal = db.session.scalars(actor().sees(IncentiveEntry).where(IncentiveEntry.reversal_of == entry.id)).first()
    known = service.of_line(actor(), entry)
    return page(
        "flows/incentive_lines/show.html",
        status=status,
        entry=entry,
        line=explained(entry),
        person=person,
        paid_month=paid_month,
        agent=agent,
        wadah=actor().find(Organisation, entry.organisation_id),
        payee_id=entry.agent_id if entry.payee is Payee.AGENT and entry.agent_id else entry.organisation_id,
        reversal=reversal,
        enrolment=_own_person(entry),
        disputes=known,
        form=form,
        may_dispute=actor().may(Permission.INCENTIVE_DISPUTE)
        and entry.reversal_of is None
        and reversal is None
        and not any(each.state == "open" for each in known),
    )


def _own_person(entry: IncentiveEntry) -> UUID | None:
    """The enrolment, while the actor still sees it: people move, and lines stay."""
    if entry.enrolment_id is None:
        return None
    seen = actor().sees(Enrolment).where(Enrolment.id == entry.enrolment_id)
    return db.session.scalar(seen.with_only_columns(Enrolment.id))
