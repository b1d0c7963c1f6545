"""The day's reminders: who is told what by which mail. The proof that each of them was is `reminder_days`.

A round is written once a day by a worker (`jobs.reminders`), some organisations at a time. Whoever has something due
is counted first, and then has one message whatever becomes of it: sent, waiting, failed, or skipped with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import PERMISSIONS, Permission
from portal.models import (
    Channel,
    Membership,
    Message,
    MessageState,
    Organisation,
    PersonKind,
    Reminded,
    ReminderRound,
    Trouble,
    User,
    db,
    new_id,
)
from portal.papers import letters
from portal.services import message_texts, messages, opt_outs
from portal.services.matters import Matter, Outlook
from portal.values import clock
from portal.values.fault import Refused

KIND = "reminder"
#: When a round is written, after midnight WIB: before school begins, and when mail is read.
EARLY = timedelta(hours=6)
#: Organisations in one chunk of a round.
CHUNK = 200

#: Whoever may write for a whole organisation is worth reminding; who only reads is not, nor who sees a part of it.
REMINDED = tuple(
    role for role, permitted in PERMISSIONS.items() if {Permission.MESSAGE_SEND, Permission.MESSAGE_READ} <= permitted
)


@dataclass(frozen=True, slots=True)
class Addressee:
    """Somebody to be told: a membership, or an organisation's contact where nobody has an account."""

    id: UUID
    kind: PersonKind
    name: str
    email: str | None


# ── Writing a round.


def write(actor: Actor, outlook: Outlook, after: UUID | None) -> UUID | None:
    """The round of the next organisations in the order of their ids; the last id, or None when there are no more.

    Once a day for each: those that have had their round are passed over.
    """
    some = actor.sees(Organisation).where(Organisation.closed_at.is_(None)).order_by(Organisation.id).limit(CHUNK)
    found = db.session.scalars(some.where(Organisation.id > after) if after else some).all()
    due = outlook.of(found)
    with_something = [each for each in found if each.id in due]
    people = _who_acts(actor, with_something)
    _write(actor, outlook.today, [(each, people[each.id], due[each.id]) for each in with_something])
    return found[-1].id if found else None


def write_to_officers(actor: Actor, outlook: Outlook) -> None:
    """The round of the branch's own officers: agreements that they should renew. Written also when there are none."""
    _write(actor, outlook.today, [(None, _officers(actor), outlook.ending())])


Group = tuple[Organisation | None, Sequence[Addressee], Sequence[Matter]]


def _write(actor: Actor, day: date, groups: Sequence[Group]) -> None:
    had = _had_their_round(actor, day, [each.id for each, *_ in groups if each])
    people = [person for _, some, _ in groups for person in some]
    told = _told([person.id for person in people])
    plans = []
    for organisation, some, matters in groups:
        whose = organisation.id if organisation else actor.branch_id
        due = [(person, fresh) for person in some if (fresh := [m for m in matters if _key(person, m) not in told])]
        if whose not in had and (due or organisation is None):
            plans.append((organisation, whose, due))
    if not plans:
        return
    own = message_texts.own(actor.branch_id, KIND)
    silent = opt_outs.silent({person.email for person in people if person.email})
    now, letters_ = clock.now(), []
    with audit.personal(Action.REMINDERS_PLANNED, None, who="Gandeng", branch_id=actor.branch_id):
        for organisation, whose, due in plans:
            round_ = ReminderRound(
                id=new_id(),
                branch_id=actor.branch_id,
                organisation_id=organisation.id if organisation else None,
                whose_id=whose,
                day=day,
                expected=len(due),
                at=now,
            )
            db.session.add(round_)
            place = organisation.name if organisation else actor.branch_name
            letters_ += [
                (_message(round_, person, matters, place, silent, own=own), matters) for person, matters in due
            ]
        audit.fact(people=len(letters_))
        db.session.flush()
        db.session.add_all(message for message, _ in letters_)
        db.session.flush()
        db.session.add_all(_noted(message, matter) for message, matters in letters_ for matter in matters)
    for message, _ in letters_:
        if message.state is MessageState.WAITING:
            messages.ask_for_carrier(message, timedelta())


def _message(
    round_: ReminderRound,
    person: Addressee,
    matters: Sequence[Matter],
    place: str,
    silent: set[str],
    *,
    own: str | None,
) -> Message:
    message = Message(
        id=new_id(),
        branch_id=round_.branch_id,
        organisation_id=round_.organisation_id,
        kind=KIND,
        channel=Channel.EMAIL,
        recipient=person.email or "",
        recipient_name=person.name,
        created_at=round_.at,
        round_id=round_.id,
        day=round_.day,
        person_type=person.kind,
        person_id=person.id,
        matters=[matter.as_json() for matter in matters],
        attempts=0,
    )
    _put_in_words(message, place, own)
    if trouble := _hindrance(person.email, silent):
        messages.note_skipped(message, trouble)
    else:
        message.state = MessageState.WAITING
    return message


def _put_in_words(message: Message, place: str, own: str | None) -> None:
    subject, message.body = letters.letter(
        KIND,
        own,
        name=message.recipient_name,
        place=place,
        matters=[Matter.from_json(each) for each in message.matters or ()],
        portal_url=opt_outs.portal_url(),
        stop_url=opt_outs.stop_url(message.id),
    )
    message.subject = subject[:200]


def _hindrance(email: str | None, silent: set[str]) -> Trouble | None:
    """What keeps a mail from being tried at all."""
    if not email:
        return Trouble.NO_ADDRESS
    if email in silent:
        return Trouble.OPTED_OUT
    return Trouble.NO_SERVER if messages.outlet() is None else None


def _noted(message: Message, matter: Matter) -> Reminded:
    return Reminded(
        message_id=message.id,
        person_id=message.person_id,
        about_id=matter.id,
        what=matter.what,
        due_on=matter.day,
        stage=matter.stage,
    )


def _key(person: Addressee, matter: Matter) -> tuple[Any, ...]:
    return person.id, matter.id, matter.what, matter.day, matter.stage


def _told(people: Sequence[UUID]) -> set[tuple[Any, ...]]:
    columns = (Reminded.person_id, Reminded.about_id, Reminded.what, Reminded.due_on, Reminded.stage)
    return {tuple(row) for row in db.session.execute(select(*columns).where(Reminded.person_id.in_(people)))}


def _had_their_round(actor: Actor, day: date, organisations: Sequence[UUID]) -> set[UUID]:
    rounds = actor.sees(ReminderRound).where(
        ReminderRound.whose_id.in_([*organisations, actor.branch_id]), ReminderRound.day == day
    )
    return set(db.session.scalars(rounds.with_only_columns(ReminderRound.whose_id)))


def _who_acts(actor: Actor, organisations: Sequence[Organisation]) -> dict[UUID, list[Addressee]]:
    """Who acts for each of these organisations, else the contact that the branch knows; one query."""
    found: dict[UUID | None, list[Addressee]] = {}
    for organisation_id, person in _members(
        actor, Membership.organisation_id.in_([each.id for each in organisations])
    ):
        found.setdefault(organisation_id, []).append(person)
    for each in organisations:
        contact = Addressee(each.id, PersonKind.CONTACT, each.contact_name or each.name, each.contact_email)
        found.setdefault(each.id, [contact])
    return {each.id: found[each.id] for each in organisations}


def _officers(actor: Actor) -> list[Addressee]:
    return [person for _, person in _members(actor, Membership.organisation_id.is_(None))]


def _members(actor: Actor, where: Any) -> Iterable[tuple[UUID | None, Addressee]]:
    rows = db.session.execute(
        actor.sees(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            where,
            Membership.ended_at.is_(None),
            Membership.role.in_([role.value for role in REMINDED]),
            User.disabled_at.is_(None),
        )
        .with_only_columns(Membership.organisation_id, Membership.id, User.name, User.email)
        .order_by(Membership.id)
    )
    return [(whose, Addressee(id_, PersonKind.MEMBER, name, email)) for whose, id_, name, email in rows]


# ── Once more, when what was in the way is mended.


@audited(Action.MESSAGE_RETRIED, needs=Permission.MESSAGE_SEND)
def retry(actor: Actor, message: Message) -> Message:
    """Send a reminder that failed or was skipped once more, to its person's address of now.

    `Refused`: message.no_text (a mail with a link for single use), .not_stuck, .no_address, .opted_out, .no_server.
    """
    held = db.session.scalars(
        actor.sees(Message)
        .where(Message.id == message.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.round_id is None:
        raise Refused.because("message.no_text")
    if held.state not in {MessageState.FAILED, MessageState.SKIPPED}:
        raise Refused.because("message.not_stuck")
    address = _address_now(actor, held)
    trouble = _hindrance(address, opt_outs.silent({address} if address else set()))
    if trouble is Trouble.NO_ADDRESS:
        raise Refused.because("message.no_address")
    if trouble is Trouble.OPTED_OUT:
        raise Refused.because("message.opted_out")
    if trouble is Trouble.NO_SERVER:
        raise Refused.because("message.no_server")
    place = actor.find(Organisation, held.organisation_id).name if held.organisation_id else actor.branch_name
    held.recipient = address or ""
    _put_in_words(held, place, message_texts.own(actor.branch_id, KIND))
    held.state, held.trouble, held.attempts = MessageState.WAITING, None, held.attempts + 1
    held.expires_at = clock.now() + messages.GIVE_UP
    messages.ask_for_carrier(held, timedelta())
    return held


def _address_now(actor: Actor, message: Message) -> str | None:
    if message.person_type is PersonKind.CONTACT:
        return actor.find(Organisation, message.person_id).contact_email  # type: ignore[arg-type]
    return db.session.scalar(
        select(User.email)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == message.person_id, Membership.ended_at.is_(None), User.disabled_at.is_(None))
    )
