"""Whether the house is in order: sums, states and ties that must hold whatever was done to it, by whom and at once.

disorder()      → one line for each thing that is wrong; empty when all is well. Reads what is committed.
"""

from __future__ import annotations

from sqlalchemy import text

from portal.cli.audit import breaks
from portal.models import Base, db, engine
from portal.services import gauges

_LIVE = "('waiting', 'approved')"
#: Sent in and not given back; who was approved and then moved or died before the first day was sent all the same.
_SENT = f"(e.state in {_LIVE} or (e.state = 'withdrawn' and e.approved_at is not null))"

#: What must never be found, and how to look for it, the same on both engines.
NEVER = {
    "a bill whose total is not the sum of its months": """
        select i.number from invoice i left join contribution c on c.invoice_id = i.id and c.state <> 'void'
        where i.state <> 'void' group by i.id, i.number, i.total having i.total <> coalesce(sum(c.amount), 0)""",
    "a bill that counts other money than its paid months": """
        select i.number from invoice i left join contribution c on c.invoice_id = i.id and c.state = 'paid'
        where i.state <> 'void' group by i.id, i.number, i.paid having i.paid <> coalesce(sum(c.amount), 0)""",
    "a void bill that holds months": """
        select i.number from invoice i join contribution c on c.invoice_id = i.id and c.state <> 'void'
        where i.state = 'void'""",
    "a bill whose state is not what was paid": """
        select number from invoice where (state = 'paid') <> (paid = total and total > 0 and state <> 'void')
        or (state = 'part_paid') <> (paid > 0 and paid < total and state <> 'void')""",
    "a payment that is not the sum of what it paid": """
        select p.number from payment p left join allocation a on a.payment_id = p.id and a.reversed = false
        group by p.id, p.number, p.amount, p.voided_at
        having coalesce(sum(a.amount), 0) <> case when p.voided_at is null then p.amount else 0 end""",
    "a month that is paid without money, or money without a paid month": """
        select c.id from contribution c left join allocation a on a.contribution_id = c.id and a.reversed = false
        where (c.state = 'paid') <> (a.payment_id is not null)""",
    "cover that nobody paid, or money that covers nobody": """
        select e.id from enrolment e left join contribution c on c.enrolment_id = e.id and c.state = 'paid'
        group by e.id, e.covered_from having (e.covered_from is not null) <> (count(c.id) > 0)""",
    "a person twice in one month": """
        select participant_id from contribution where state <> 'void' group by participant_id, month
        having count(*) > 1""",
    "a person under two sponsors at once": f"""
        select a.id from enrolment a join enrolment b on a.participant_id = b.participant_id and a.id < b.id
        where a.state in {_LIVE} and b.state in {_LIVE} and a.start <= b."end" and b.start <= a."end" """,
    "a submission that counts other people than it has": f"""
        select s.id from submission s left join enrolment e on e.submission_id = s.id and {_SENT}
        group by s.id, s.people, s.state
        having count(e.id) <> case when s.state in ('returned', 'withdrawn') then 0 else s.people end""",
    "a submission that waits without exactly one proposed bill": """
        select s.id from submission s left join invoice i on i.submission_id = s.id and i.state = 'proposed'
        where s.state in ('sending', 'awaiting_principal', 'awaiting_branch')  group by s.id
        having count(i.id) <> 1""",
    "a row that says it was sent and was not, or was and does not say so": f"""
        select r.id from roster_row r join roster o on o.id = r.roster_id and o.kind = 'interns'
        left join enrolment e on e.id = r.id and {_SENT}
        where (r.fate = 'sent') <> (e.id is not null)""",
    "a member whose row still waits": """
        select m.id from ormas_member m join roster_row r on r.id = m.id where r.fate <> 'sent'""",
    "a person who is two members of one ormas": """
        select participant_id from ormas_member where participant_id is not null
        group by participant_id, top_id having count(*) > 1""",
    "an intern whose row is gone": f"""
        select e.id from enrolment e left join roster_row r on r.id = e.id
        where r.id is null and e.state in {_LIVE} and e.segment = 'PKL'""",
    "a list that counts other rows than it has": """
        select o.id from roster o left join roster_row r on r.roster_id = o.id where o.state in ('open', 'undone')
        group by o.id, o.state, o.row_count
        having count(r.id) <> case when o.state = 'undone' then 0 else o.row_count end""",
    "a paid month of a wadah's person without exactly one line that stands, or an unpaid one with a line": """
        select c.id from contribution c join organisation o on o.id = c.organisation_id and o.kind = 'perisai'
        left join incentive_entry e on e.contribution_id = c.id and e.part = 'iuran' and e.reversal_of is null
        and not exists (select 1 from incentive_entry r where r.reversal_of = e.id)
        group by c.id, c.state having count(e.id) <> case when c.state = 'paid' then 1 else 0 end""",
    "a paid month of a wadah's person without its number, or an unpaid one with one": """
        select c.id from contribution c join organisation o on o.id = c.organisation_id and o.kind = 'perisai'
        where (c.state = 'paid') <> (c.number is not null)""",
    "a line taken back by another amount, or by a line of another": """
        select r.id from incentive_entry r left join incentive_entry e on e.id = r.reversal_of
        where r.reversal_of is not null and (e.id is null or r.amount <> -e.amount or r.agent_id <> e.agent_id)""",
    "a payout that is not the sum of its lines": """
        select p.id from payout p left join payout_line l on l.payout_id = p.id and l.state <> 'carried'
        where p.state in ('draft', 'approved', 'sent') group by p.id, p.total, p.payees
        having p.total <> coalesce(sum(l.total), 0) or p.payees <> count(l.id)""",
    "an agent whose payout is not the sum of their lines": """
        select l.id from payout_line l join payout p on p.id = l.payout_id and p.serial = 0
        left join incentive_entry e on e.organisation_id = l.organisation_id and e.month = p.month
        and e.agent_id = l.agent_id and e.payee = 'agent'
        where l.agent_id is not null and p.state in ('draft', 'approved', 'sent')
        group by l.id, l.earned having l.earned <> coalesce(sum(e.amount), 0)""",
    "a file for SIPP that counts other people than it has": """
        select f.id from sipp_file f left join sipp_line l on l.file_id = f.id
        group by f.id, f.people, f.accepted, f.returned having f.people <> count(l.id)
        or f.accepted <> coalesce(sum(case when l.state = 'accepted' then 1 else 0 end), 0)
        or f.returned <> coalesce(sum(case when l.state in ('returned', 'mended') then 1 else 0 end), 0)""",
    "somebody handed over to SIPP without a line, or with a line and not handed over": """
        select e.id from enrolment e where (e.sipp = 'taken') <> exists
        (select 1 from sipp_line l where l.enrolment_id = e.id and l.state = 'waiting')""",
    "an intern without a month on any bill": """
        select e.id from enrolment e left join contribution c on c.enrolment_id = e.id and c.state <> 'void'
        where e.state = 'approved' and e.segment = 'PKL' group by e.id having count(c.id) = 0""",
}


def disorder() -> list[str]:
    """Everything that is wrong now, in words, with how often; the record's own chain included."""
    db.session.rollback()
    wrong = []
    with engine.reading(), db.engine.connect() as connection:
        for what, query in NEVER.items():
            found = connection.execute(text(query)).all()
            if found:
                wrong.append(f"{what} ({len(found)}, first {found[0][0]})")
    with engine.reading():
        wrong += [f"the record: {chain}: {fault}" for chain, fault in breaks()]
        db.session.rollback()
        wrong += _wrong_sums()
    return wrong


def _wrong_sums() -> list[str]:
    """Where a sum that the writes keep is not what counting says, in heads or in rupiah."""
    engine.one_moment(db.session())
    kept, counted = gauges.kept(), gauges.counted()
    db.session.rollback()
    wrong = sorted(each for each in kept.keys() | counted.keys() if kept.get(each) != counted.get(each))
    if not wrong:
        return []
    owner, what, key = wrong[0]
    told = f"{what} {key} of {owner}: {kept.get(wrong[0])}, counted {counted.get(wrong[0])}"
    return [f"a sum that is not what counting says ({len(wrong)}, first {told})"]


#: Keys of forms and lines of the record are no effect.
QUIET = {"idempotency_key", "audit_event", "audit_head", "alembic_version"}
_COUNTS = text(
    " union all ".join(
        f"select '{name}', count(*) from \"{name}\"" for name in sorted(set(Base.metadata.tables) - QUIET)
    )
)


def counted() -> dict[str, int]:
    """How many rows each table holds that an effect would change."""
    db.session.rollback()
    with engine.reading(), db.engine.connect() as connection:
        return {str(name): int(number) for name, number in connection.execute(_COUNTS)}
