"""WhatsApp without a gateway: the text is filled in, a person sends it from their own phone, and who did so when is
noted. What can be written about is an `Occasion`; a portal mounts `flows.whatsapp` on each of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor, NotVisible
from portal.access.audit import Action, audited
from portal.access.permissions import Permission, Role
from portal.models import (
    Channel,
    Enrolment,
    Invoice,
    Membership,
    Message,
    MessageState,
    OptOutBy,
    Organisation,
    PersonKind,
    Trouble,
    User,
    Wave,
    db,
    new_id,
)
from portal.papers import letters
from portal.rules import dues
from portal.rules.contributions import Segment
from portal.rules.coverage import State
from portal.services import (
    clients,
    coverage,
    departures,
    guardian_consents,
    matters,
    message_texts,
    opt_outs,
    verifications,
)
from portal.services.invoices import OPEN
from portal.services.matters import Matter
from portal.services.reminders import REMINDED
from portal.values import clock
from portal.values.clock import in_wib
from portal.values.fault import Refused
from portal.values.phone import Phone

LONGEST_TEXT = 1500


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who can be asked: a colleague (`role`), an organisation's contact, or a participant (no role)."""

    id: UUID
    name: str
    phone: str | None
    role: Role | None = None
    #: How this phone said that it wants nothing; None when it did not.
    silent: OptOutBy | None = None

    @property
    def can_be_asked(self) -> bool:
        return self.phone is not None and self.silent is None


@dataclass(frozen=True, slots=True)
class Occasion:
    """What there is to write about, to whom it may go, and the words. `subject` is the row it is about."""

    kind: str
    title: str
    subject: Any
    organisation_id: UUID | None
    people: Sequence[Recipient]
    facts: dict[str, Any] = field(default_factory=dict)
    #: A text that may hold sixteen digits all the same: a kode iuran can be as long as a NIK.
    code: str = ""

    def recipient(self, id_: UUID | None) -> Recipient:
        """The one named, or the only one. `Refused` whatsapp.nobody."""
        for each in self.people:
            if each.id == id_ or (id_ is None and len(self.people) == 1):
                return each
        raise Refused.because("whatsapp.nobody")

    def text(self, actor: Actor, recipient: Recipient) -> str:
        return message_texts.whatsapp(
            actor.branch_id,
            self.kind,
            name=recipient.name,
            sender=actor.name,
            sender_place=actor.acts_for,
            portal_url=opt_outs.portal_url(),
            **self.facts,
        )


# ── What can be written about.


def about_bill(actor: Actor, invoice_id: UUID) -> Occasion:
    """A bill that waits for money: to who acts for its school. `Refused` whatsapp.nothing_due."""
    invoice = actor.find(Invoice, invoice_id, joinedload(Invoice.organisation))
    if invoice.state not in OPEN or invoice.due_on is None:
        raise Refused.because("whatsapp.nothing_due")
    matter = matters.of_invoice(invoice, invoice.organisation.name, clock.today())
    people = colleagues(actor, invoice.organisation)
    return _reminder(f"Tagihan {invoice.number}", invoice, invoice.organisation, people, [matter])


def about_departure(actor: Actor, wave_id: UUID) -> Occasion:
    """A wave whose people leave uncovered: to who acts for its school. `Refused` whatsapp.nothing_due."""
    wave = actor.find(Wave, wave_id)
    organisation = actor.find(Organisation, wave.organisation_id)
    leaving = [each for each in departures.leaving(actor) if each.wave_id == wave.id]
    if not leaving:
        raise Refused.because("whatsapp.nothing_due")
    said = [matters.of_departure(each, clock.today()) for each in leaving]
    return _reminder(wave.name, wave, organisation, colleagues(actor, organisation), said)


def about_person(actor: Actor, enrolment_id: UUID) -> Occasion:
    """How a participant's cover stands: to the participant, at the number in the list."""
    enrolment = actor.find(Enrolment, enrolment_id, joinedload(Enrolment.participant))
    person, cover = enrolment.participant, coverage.answer(enrolment)
    begins = in_wib(cover.since).date() if cover.since and cover.since > clock.now() else None
    return Occasion(
        "person",
        person.name,
        enrolment,
        enrolment.organisation_id,
        _with_choices([Recipient(enrolment.id, person.name, person.phone)]),
        {
            "pkl": enrolment.segment is Segment.PKL,
            "start": enrolment.start,
            "end": enrolment.end,
            "covered": cover.covered,
            "begins": begins,
            "card_url": verifications.card_url(enrolment.card_code),
        },
    )


def about_guardian(actor: Actor, enrolment_id: UUID) -> Occasion:
    """The link by which a parent agrees: to the number in the list, which a family shares."""
    enrolment = actor.find(Enrolment, enrolment_id, joinedload(Enrolment.participant))
    person = enrolment.participant
    return Occasion(
        "guardian",
        person.name,
        enrolment,
        enrolment.organisation_id,
        _with_choices([Recipient(enrolment.id, person.name, person.phone)]),
        {"start": enrolment.start, "end": enrolment.end, "url": guardian_consents.url(enrolment)},
    )


def about_dues(actor: Actor, enrolment_id: UUID) -> Occasion:
    """What a participant has to pay, by when and how: to the participant."""
    related = joinedload(Enrolment.participant), joinedload(Enrolment.organisation)
    enrolment = actor.find(Enrolment, enrolment_id, *related)
    person, asked = enrolment.participant, clients.due(enrolment)
    cover = asked.cover if asked else None
    return Occasion(
        "dues",
        person.name,
        enrolment,
        enrolment.organisation_id,
        _with_choices([Recipient(enrolment.id, person.name, person.phone)]),
        {
            "amount": asked.bill.payable if asked else None,
            "months": len(asked.months) if asked else 0,
            "first": asked is not None and asked.first,
            "lapsed": cover is not None and cover.state is State.LAPSED,
            "last_day": dues.last_day_before(cover.until) if cover and cover.until else None,
        },
    )


def about_reminder(actor: Actor, message_id: UUID) -> Occasion:
    """A reminder that did not reach its person by mail: to that person, with the same words."""
    message = actor.find(Message, message_id)
    if message.round_id is None or message.person_id is None:
        raise NotVisible("message")
    said = [Matter.from_json(each) for each in message.matters or ()]
    place = message.organisation_id and actor.find(Organisation, message.organisation_id)
    people = _with_choices([_addressee(actor, message)])
    return _reminder(f"Pengingat untuk {message.recipient_name}", message, place or None, people, said)


def _reminder(
    title: str, subject: Any, place: Organisation | None, people: Sequence[Recipient], said: Sequence[Matter]
) -> Occasion:
    return Occasion(
        "reminder",
        title,
        subject,
        place.id if place else None,
        people,
        {"place": place.name if place else said[0].place, "matters": said},
        next((each.code for each in said if each.code), ""),
    )


# ── Who can be asked.


def colleagues(actor: Actor, organisation: Organisation) -> list[Recipient]:
    """Who acts for an organisation, but oneself; and, for the branch, the contact it knows."""
    rows = db.session.execute(
        actor.sees(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.ended_at.is_(None),
            Membership.role.in_([role.value for role in REMINDED]),
            Membership.user_id != actor.user_id,
            User.disabled_at.is_(None),
        )
        .with_only_columns(Membership.id, User.name, User.phone, Membership.role)
        .order_by(User.name, Membership.id)
    ).all()
    found = [Recipient(id_, name, phone, Role(role)) for id_, name, phone, role in rows]
    contact = _mobile(organisation.contact_phone or "")
    if actor.is_branch and organisation.contact_phone and contact not in {each.phone for each in found if each.phone}:
        found.insert(0, Recipient(organisation.id, organisation.contact_name or organisation.name, contact))
    return _with_choices(found)


def _addressee(actor: Actor, message: Message) -> Recipient:
    assert message.person_id is not None
    if message.person_type is PersonKind.CONTACT:
        organisation = actor.find(Organisation, message.person_id)
        return Recipient(organisation.id, message.recipient_name, _mobile(organisation.contact_phone or ""))
    phone, role = db.session.execute(
        select(User.phone, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.id == message.person_id)
    ).one()
    return Recipient(message.person_id, message.recipient_name, phone, Role(role))


def _mobile(text: str) -> str | None:
    try:
        return Phone.parse(text).e164
    except ValueError:
        return None


def _with_choices(people: Sequence[Recipient]) -> list[Recipient]:
    """With what each said about being written to; a phone that is none is nobody's."""
    silent = opt_outs.choices({each.phone for each in people if each.phone})
    return [
        Recipient(each.id, each.name, _mobile(each.phone or ""), each.role, silent.get(each.phone or ""))
        for each in people
    ]


# ── Sending, as far as the portal can.


@audited(Action.WHATSAPP_SENT, needs=Permission.MESSAGE_SEND)
def hand_over(actor: Actor, subject: Any, occasion: Occasion, recipient: Recipient, text: str) -> UUID:
    """Note that this person now sends this text to that one; the id of the message, whose `link` opens WhatsApp.

    `Refused`: whatsapp.empty, .long, .identity, .no_phone, .opted_out, .already.
    """
    if recipient.phone is None:
        raise Refused.because("whatsapp.no_phone")
    if recipient.silent:
        raise Refused.because("whatsapp.opted_out")
    text = text.strip()
    _refuse(text, occasion)
    message = _unreached(actor, subject) if isinstance(subject, Message) else _fresh(actor, occasion, recipient)
    now = clock.now()
    message.channel, message.recipient, message.body = Channel.WHATSAPP, recipient.phone, text
    message.state, message.trouble, message.sent_at = MessageState.SENT, None, now
    message.sent_by, message.sent_by_name, message.about_id = actor.user_id, actor.name, subject.id
    if recipient.id != subject.id:
        audit.fact(to=recipient.name)
    db.session.add(message)
    return message.id


@audited(Action.MESSAGES_STOPPED, needs=Permission.MESSAGE_SEND)
def stop(actor: Actor, subject: Any, recipient: Recipient) -> Any:
    """The person told whoever writes to them that they want no messages. `Refused` whatsapp.no_phone."""
    del actor  # the person was found by it
    if recipient.phone is None:
        raise Refused.because("whatsapp.no_phone")
    opt_outs.note(recipient.phone, wanted=False)
    return subject


@audited(Action.MESSAGES_ALLOWED, needs=Permission.MESSAGE_SEND)
def allow(actor: Actor, subject: Any, recipient: Recipient) -> Any:
    """They changed their mind. What a person chose for themselves only they can change.

    `Refused`: whatsapp.no_phone, .own_choice.
    """
    del actor
    if recipient.phone is None:
        raise Refused.because("whatsapp.no_phone")
    if recipient.silent not in {None, OptOutBy.TOLD}:
        raise Refused.because("whatsapp.own_choice")
    opt_outs.note(recipient.phone, wanted=True)
    return subject


def link(message: Message) -> str:
    """``https://wa.me/628…?text=…``: opens WhatsApp with the text filled in."""
    return f"https://wa.me/{message.recipient.removeprefix('+')}?text={quote(message.body or '', safe='')}"


def sent_about(actor: Actor, subject_id: UUID, *, most: int = 10) -> Sequence[Message]:
    """What was sent about a thing, newest first."""
    return db.session.scalars(
        actor.sees(Message)
        .where(Message.about_id == subject_id, Message.channel == Channel.WHATSAPP)
        .order_by(Message.sent_at.desc(), Message.id.desc())
        .limit(most)
    ).all()


def _refuse(text: str, occasion: Occasion) -> None:
    if not text:
        raise Refused.because("whatsapp.empty", "text")
    if len(text) > LONGEST_TEXT:
        raise Refused.because("whatsapp.long", "text", most=LONGEST_TEXT)
    if letters.holds_identity(text.replace(occasion.code, "") if occasion.code else text):
        raise Refused.because("whatsapp.identity", "text")


def _fresh(actor: Actor, occasion: Occasion, recipient: Recipient) -> Message:
    return Message(
        id=new_id(),
        branch_id=actor.branch_id,
        organisation_id=occasion.organisation_id,
        kind=occasion.kind,
        recipient_name=recipient.name,
        subject=occasion.title[:200],
        created_at=clock.now(),
    )


def _unreached(actor: Actor, message: Message) -> Message:
    """A reminder's own row, as long as no mail has gone to its person."""
    held = db.session.scalars(
        actor.sees(Message)
        .where(Message.id == message.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.state is MessageState.SENT:
        raise Refused.because("whatsapp.already")
    if held.trouble is Trouble.OPTED_OUT:
        raise Refused.because("whatsapp.opted_out")
    return held
