"""A code by mail for somebody without an account (Cek kepesertaan saya): it shows that the mailbox on file is theirs.

Who asks learns nothing by asking: one row and one job are kept for whoever is typed, known or not, and only the job
knows whether there is a mailbox. It goes by mail alone, since nothing else leaves the house without a person's hand.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import delete, select

from portal.access import audit
from portal.access.actor import everyone
from portal.access.audit import Action
from portal.models import Enrolment, OneTimeCode, Participant, db, new_id, sealing
from portal.models.columns import blind_nik
from portal.models.job import enqueue
from portal.papers import letters
from portal.services import messages, opt_outs
from portal.values import clock
from portal.values.nik import Nik

SEND = "one_time_codes.send"
#: How long a code may be typed in, how often, and how long the page stays open that it opens.
LIFETIME, TRIES, OPEN = timedelta(minutes=15), 5, timedelta(minutes=20)
DIGITS = 6
_KEPT = timedelta(days=1)


def ask(nik: Nik, birth_date: date) -> UUID:
    """Somebody wants to see their own cover: what to type the code against. The same steps for whoever is typed."""
    now = clock.now()
    person = everyone(Participant, because="who shows that a mailbox is theirs may see their own cover").where(
        Participant.nik_index == blind_nik(nik), Participant.birth_date == birth_date
    )
    made = OneTimeCode(
        id=new_id(),
        participant_id=db.session.scalar(person.with_only_columns(Participant.id)),
        code_hash=secrets.token_bytes(32),  # opens to no code until one was mailed
        created_at=now,
        expires_at=now + LIFETIME,
        tries=0,
    )
    db.session.add(made)
    db.session.flush()
    enqueue(db.session(), SEND, {"code": made.id}, priority=1)
    return made.id


def send(code_id: UUID) -> None:
    """Make the code and put its mail in the outbox; nothing for who is unknown, has no mailbox, or came too late."""
    held = _held(code_id)
    if held is None or held.participant_id is None or not _is_open(held) or messages.outlet() is None:
        return
    person = everyone(Participant, because="who shows that a mailbox is theirs may see their own cover")
    email = db.session.scalar(
        person.where(Participant.id == held.participant_id).with_only_columns(Participant.email)
    )
    if not email:
        return
    code, id_ = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", new_id()
    held.code_hash = _fingerprint(code_id, code)
    subject, body = letters.letter("one_time_code", code=code, stop_url=opt_outs.stop_url(id_))
    mail = messages.queue(
        kind="one_time_code",
        recipient=email,
        subject=subject,
        body=body,
        branch_id=_branch_of(held.participant_id),
        id_=id_,
    )
    mail.expires_at = held.expires_at


def use(code_id: UUID, typed: str) -> bool:
    """Whether this is the code. It counts as tried; the right one opens the page for some minutes, once."""
    held = _held(code_id)
    if held is None or not _is_open(held):
        return False
    held.tries += 1
    digits = "".join(letter for letter in typed if letter in "0123456789")
    if held.participant_id is None or not hmac.compare_digest(held.code_hash, _fingerprint(code_id, digits)):
        return False
    person = db.session.get_one(Participant, held.participant_id, execution_options={"seen_by": "code"})
    with audit.personal(Action.OWN_COVER_OPENED, person, who="Peserta", branch_id=_branch_of(person.id)):
        held.used_at, held.expires_at = clock.now(), clock.now() + OPEN
    return True


def waits(code_id: UUID) -> bool:
    """Whether a code may still be typed in here."""
    found = db.session.get(OneTimeCode, code_id)
    return found is not None and _is_open(found)


def opened(code_id: UUID) -> UUID | None:
    """Who it is that typed the code; None before that, and when their minutes are over."""
    found = db.session.get(OneTimeCode, code_id)
    open_now = found is not None and found.used_at is not None and found.expires_at > clock.now()
    return found.participant_id if found is not None and open_now else None


def close(code_id: UUID) -> None:
    """Whoever is done closes the page, on a phone that others use too."""
    if (held := _held(code_id)) is not None:
        held.expires_at = min(held.expires_at, clock.now())


def forget() -> int:
    """Drop codes that opened something long ago, or nothing; says how many went."""
    old = delete(OneTimeCode).where(OneTimeCode.expires_at < clock.now() - _KEPT)
    return db.session.execute(old).rowcount  # type: ignore[attr-defined,no-any-return]


def _held(code_id: UUID) -> OneTimeCode | None:
    """Locked until the transaction ends: tries are counted one after the other."""
    wanted = select(OneTimeCode).where(OneTimeCode.id == code_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).one_or_none()


def _is_open(code: OneTimeCode) -> bool:
    return code.used_at is None and code.tries < TRIES and code.expires_at > clock.now()


def _fingerprint(code_id: UUID, code: str) -> bytes:
    return sealing.ring().blind(code_id.bytes + code.encode(), b"one-time-code")


def _branch_of(participant_id: UUID) -> UUID | None:
    """The branch that looks after the person: that of their latest enrolment."""
    latest = everyone(Enrolment, because="who shows that a mailbox is theirs may see their own cover")
    latest = latest.where(Enrolment.participant_id == participant_id).order_by(Enrolment.start.desc(), Enrolment.id)
    return db.session.scalar(latest.with_only_columns(Enrolment.branch_id).limit(1))
