"""What the house's messages say: a branch's own words where it wrote some, else the house's."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import Select

from portal.access import audit
from portal.access.actor import Actor, everyone
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Branch, MessageText, db
from portal.papers import letters
from portal.papers.message_kinds import KINDS
from portal.values import clock
from portal.values.fault import Refused

#: As long as a message by WhatsApp may be; a mail may be no longer than somebody reads.
LONGEST = 1_500
LONGEST_SUBJECT = 120


def whatsapp(branch_id: UUID, kind: str, **facts: Any) -> str:
    """The text of a WhatsApp as this branch words it."""
    return letters.whatsapp(kind, own(branch_id, f"{kind}_by_whatsapp"), **facts)


def own(branch_id: UUID, kind: str) -> str | None:
    """The branch's words for a kind, or None where the house's go out."""
    return db.session.scalar(_of(branch_id, kind).with_only_columns(MessageText.text))


def written(actor: Actor) -> dict[str, MessageText]:
    """Every text that the actor's branch wrote itself, by its kind."""
    return {each.kind: each for each in db.session.scalars(actor.sees(MessageText))}


def checked(kind: str, text: str) -> str:
    """The text as it would be kept.

    `Refused`: wording.empty, .long, .subject, .unknown (a placeholder that is none of the kind's), .brace, .needs
    (one without which the message is of no use), .identity.
    """
    known, text = KINDS[kind], "\n".join(line.rstrip() for line in text.splitlines()).strip()
    if not text:
        raise Refused.because("wording.empty", "text")
    if len(text) > LONGEST:
        raise Refused.because("wording.long", "text", most=LONGEST)
    if known.mail and len(text.partition("\n")[0]) > LONGEST_SUBJECT:
        raise Refused.because("wording.subject", "text", most=LONGEST_SUBJECT)
    said, all_known = letters.placeholders(text), ", ".join(f"{{{each}}}" for each in known.placeholders)
    for each in said:
        if each not in known.placeholders:
            raise Refused.because("wording.unknown", "text", typed=f"{{{each[:40]}}}", known=all_known)
    if text.count("{") != len(said) or text.count("}") != len(said):
        raise Refused.because("wording.brace", "text", known=all_known)
    for each in known.needs:
        if each not in said:
            raise Refused.because("wording.needs", "text", missing=f"{{{each}}}")
    if letters.holds_identity(text):
        raise Refused.because("wording.identity", "text")
    return text


@audited(Action.MESSAGE_WORDED, needs=Permission.MESSAGE_WRITE)
def write(actor: Actor, kind: str, text: str) -> MessageText:
    """From now on messages of this kind say so. `Refused` as `checked`."""
    said = checked(kind, text)
    db.session.get(Branch, actor.branch_id, with_for_update=True)  # two officers at once would each add a row
    found = db.session.scalars(_of(actor.branch_id, kind)).one_or_none()
    if found is None:
        found = MessageText(branch_id=actor.branch_id, kind=kind)
        db.session.add(found)
    found.text, found.written_by_name, found.written_at = said, actor.name, clock.now()
    audit.fact(message=kind)
    return found


@audited(Action.MESSAGE_UNWORDED, needs=Permission.MESSAGE_WRITE)
def undo(actor: Actor, kind: str) -> Branch:
    """Back to the house's text; nothing happens where it already goes out."""
    found = db.session.scalars(_of(actor.branch_id, kind)).one_or_none()
    if found is not None:
        db.session.delete(found)
    audit.fact(message=kind)
    return db.session.get_one(Branch, actor.branch_id)


def _of(branch_id: UUID, kind: str) -> Select[Any]:
    every = everyone(MessageText, because="what goes out in a branch's name is in its words, whoever sends it")
    return every.where(MessageText.branch_id == branch_id, MessageText.kind == kind)
