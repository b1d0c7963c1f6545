"""Who wants no reminders: said in one's account, by the link in a mail, or to the colleague who writes.

It holds for reminders and for WhatsApp from the portal. What a person asked for themselves (an invitation, a new
password) still comes. Kept is a fingerprint of the address; a link proves by itself which message it came with.
"""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import delete, select

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
from portal.models import Message, OptOut, OptOutBy, User, db, engine, new_id, sealing
from portal.services import sign_in, signed_links
from portal.values import clock

_PURPOSE = b"opt-out.link"
_address = ""


def stand_at(address: str) -> None:
    """Say once where the portal is: ``https://gandeng.example``. Mails are written outside requests too."""
    global _address  # noqa: PLW0603  (one process serves one installation)
    _address = address


def portal_url() -> str:
    return f"{_address}/"


def stop_url(message_id: UUID) -> str:
    """The link at the end of a mail."""
    return f"{_address}/berhenti/{token(message_id)}"


def token(message_id: UUID) -> str:
    """Names the message and proves that it was our mail that said so; holds nobody's address."""
    return signed_links.token(message_id, _PURPOSE)


def opened_by(text: str) -> Message | None:
    """The mail that a link came with; None when it is none of ours."""
    id_ = signed_links.opened(text, _PURPOSE)
    return db.session.get(Message, id_) if id_ else None


def choices(addresses: Collection[str]) -> dict[str, OptOutBy]:
    """Those of these addresses (e-mail, phone in E.164) that want nothing, and how they said so; one query."""
    by_index = {index(address): address for address in addresses if address}
    if not by_index:
        return {}
    found = db.session.execute(select(OptOut.address_index, OptOut.by).where(OptOut.address_index.in_(by_index)))
    return {by_index[bytes(each)]: by for each, by in found}


def silent(addresses: Collection[str]) -> set[str]:
    """Those of these addresses that want nothing."""
    return set(choices(addresses))


def wants_none(user: User) -> bool:
    """Whether a person wants no reminders at any of their addresses."""
    return bool(silent(_addresses(user)))


def choose(user: User, wanted: bool, *, actor: Actor | None) -> None:
    """A person says for themselves whether reminders may come, to all their addresses."""
    action = Action.MESSAGES_ALLOWED if wanted else Action.MESSAGES_STOPPED
    with audit.personal(action, user, actor=actor, who=user.name, branch_id=sign_in.branch_of(user.id)):
        _set(_addresses(user), wanted, OptOutBy.PROFILE)


def choose_by_link(message: Message, wanted: bool) -> None:
    """The same, by who holds the mail; an account with that address is silenced, or not, as a whole."""
    user = db.session.scalars(select(User).where(User.email == message.recipient)).one_or_none()
    action = Action.MESSAGES_ALLOWED if wanted else Action.MESSAGES_STOPPED
    who = user.name if user else message.recipient_name
    with audit.personal(action, user or message, who=who, branch_id=message.branch_id):
        _set(_addresses(user) if user else {message.recipient}, wanted, OptOutBy.LINK)


def note(address: str, wanted: bool) -> None:
    """Somebody told the person who writes to them; a step of that deed."""
    _set({address}, wanted, OptOutBy.TOLD)


def index(address: str) -> bytes:
    """The fingerprint by which an address is found."""
    return sealing.ring().blind(address.lower().encode(), b"opt-out.address")


def _addresses(user: User) -> set[str]:
    return {address for address in (user.email, user.phone) if address}


def _set(addresses: Collection[str], wanted: bool, by: OptOutBy) -> None:
    """Twice is once."""
    indexes = [index(address) for address in addresses]
    if wanted:
        db.session.execute(delete(OptOut).where(OptOut.address_index.in_(indexes)))
        return
    for each in indexes:
        row = {"id": new_id(), "address_index": each, "by": by, "created_at": clock.now()}
        engine.insert_new(db.session(), OptOut, row)
