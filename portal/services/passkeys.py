"""Passkeys (WebAuthn): a key that a device keeps to itself and shows to this house alone, as a second factor.

Every question is asked of one session and answered once. The password came before it, so that a touch is enough.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from sqlalchemy import select
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import PublicKeyCredentialDescriptor

from portal.access.actor import Actor
from portal.models import FactorKind, LoginSession, SecondFactor, User, db
from portal.services import second_factors
from portal.values.fault import Refused


@dataclass(frozen=True, slots=True)
class Site:
    """Where the browser is: what a passkey is bound to. An address of numbers is no site, browsers say."""

    domain: str
    origin: str

    @classmethod
    def of(cls, url: str) -> Self | None:
        parts = urlsplit(url)
        host = parts.hostname or ""
        if not any(mark.isalpha() for mark in host) or ":" in host:
            return None
        return cls(host, f"{parts.scheme}://{parts.netloc}")


def offer(user: User, session_id: UUID, site: Site) -> str:
    """What the browser needs to make a passkey, as JSON."""
    options = generate_registration_options(
        rp_id=site.domain,
        rp_name="Gandeng",
        user_id=user.id.bytes,
        user_name=user.email or user.phone or user.name,
        user_display_name=user.name,
        exclude_credentials=_known(user.id),
    )
    _ask(session_id, options.challenge)
    return options_to_json(options)


def question(user_id: UUID, session_id: UUID, site: Site) -> str:
    """What the browser needs to show one of the person's passkeys, as JSON."""
    options = generate_authentication_options(rp_id=site.domain, allow_credentials=_known(user_id))
    _ask(session_id, options.challenge)
    return options_to_json(options)


def asked(session_id: UUID) -> bytes:
    """The question that waits for an answer, which no other answer may use; empty where there is none."""
    session = db.session.get_one(LoginSession, session_id, with_for_update=True)
    challenge, session.challenge = session.challenge or b"", None
    return challenge


def enrol(
    user: User, answer: str, challenge: bytes, site: Site, *, name: str, session_id: UUID, actor: Actor | None
) -> list[str]:
    """Take on the passkey that was made; recovery codes where there were none. `Refused`: factor.passkey, .many."""
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
        )
    except (WebAuthnException, ValueError, KeyError):
        raise Refused.because("factor.passkey") from None
    taken = select(SecondFactor.id).where(SecondFactor.credential_id == made.credential_id)
    if not challenge or db.session.scalar(taken) is not None:
        raise Refused.because("factor.passkey")
    factor = SecondFactor(
        kind=FactorKind.PASSKEY,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
    )
    return second_factors.add(user, factor, name=name, session_id=session_id, actor=actor)


def proves(user: User, answer: str, challenge: bytes, site: Site) -> bool:
    """Whether one of the person's passkeys answered this very question."""
    try:
        said = parse_authentication_credential_json(answer)
        own = select(SecondFactor).where(SecondFactor.user_id == user.id, SecondFactor.credential_id == said.raw_id)
        factor = db.session.scalars(own.with_for_update()).one_or_none()
        if factor is None or factor.public_key is None or not challenge:
            return False
        shown = verify_authentication_response(
            credential=said,
            expected_challenge=challenge,
            expected_rp_id=site.domain,
            expected_origin=site.origin,
            credential_public_key=factor.public_key,
            credential_current_sign_count=factor.sign_count,
        )
    except (WebAuthnException, ValueError, KeyError):
        return False
    second_factors.note_passkey(user, factor, shown.new_sign_count)
    return True


def _ask(session_id: UUID, challenge: bytes) -> None:
    db.session.get_one(LoginSession, session_id).challenge = challenge


def _known(user_id: UUID) -> list[PublicKeyCredentialDescriptor]:
    own = second_factors.factors_of(user_id)
    return [PublicKeyCredentialDescriptor(id=each.credential_id) for each in own if each.credential_id]
