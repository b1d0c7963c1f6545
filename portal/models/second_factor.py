"""What somebody shows beside their password: an authenticator's codes, a passkey, codes for when both are lost."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model
from portal.models.columns import Sealed
from portal.models.kinds import Kind


class FactorKind(StrEnum):
    """TOTP: six digits of an authenticator app (RFC 6238). PASSKEY: a key that never leaves a device (WebAuthn)."""

    TOTP = "totp"
    PASSKEY = "passkey"


class SecondFactor(Identified, Model):
    """One of a person's second factors. Law: of an authenticator each step of time is taken once (`last_step`)."""

    __tablename__ = "second_factor"

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    kind: Mapped[FactorKind] = mapped_column(Kind(FactorKind))
    #: As its owner calls it: "HP saya".
    name: Mapped[str] = mapped_column(String(60))
    #: Of an authenticator.
    secret: Mapped[str | None] = mapped_column(Sealed("second_factor.secret"))
    #: The last step of thirty seconds whose code was taken.
    last_step: Mapped[int | None]
    #: Of a passkey.
    credential_id: Mapped[bytes | None] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes | None] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]


class RecoveryCode(Identified, Model):
    """A code for one use, when the device is lost. 120 random bits, so a plain hash is enough (ASVS 6.5.2)."""

    __tablename__ = "recovery_code"
    __table_args__ = (UniqueConstraint("user_id", "code_hash"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
