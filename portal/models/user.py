"""People who sign in, for whom they act, how they were invited, and where they are signed in now."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from portal.models.base import Identified, Model


class User(Identified, Model):
    """A person with a password. Found by e-mail (lower case) or phone (E.164)."""

    __tablename__ = "user"

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    phone: Mapped[str | None] = mapped_column(String(20), unique=True)
    password_hash: Mapped[str | None] = mapped_column(String(160))
    password_set_at: Mapped[datetime | None]
    #: Unlocks a phone shared with colleagues, and nothing else.
    pin_hash: Mapped[str | None] = mapped_column(String(160))
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Membership(Identified, Model):
    """For whom a person acts, and in which role; without an organisation, for the branch itself."""

    __tablename__ = "membership"
    __table_args__ = (Index("ix_membership_organisation", "organisation_id", "ended_at"),)

    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    role: Mapped[str] = mapped_column(String(24))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Invitation(Identified, Model):
    """A door that opens once: only the token's SHA-256 is kept."""

    __tablename__ = "invitation"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str | None] = mapped_column(String(254))
    phone: Mapped[str | None] = mapped_column(String(20))
    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    role: Mapped[str] = mapped_column(String(24))
    invited_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    accepted_at: Mapped[datetime | None]
    accepted_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    revoked_at: Mapped[datetime | None]


class PasswordReset(Identified, Model):
    """A way back in for someone who forgot the password: single use, short-lived, hash only."""

    __tablename__ = "password_reset"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class LoginSession(Identified, Model):
    """A signed-in browser. Ending the row ends the session, whatever cookie was copied."""

    __tablename__ = "login_session"
    __table_args__ = (Index("ix_login_session_user", "user_id", "ended_at"),)

    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("user.id"))
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("membership.id"), index=True)
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(String(64), default="")
    device: Mapped[str] = mapped_column(String(200), default="")
    #: Since when it is known that a second factor was shown, and which question a passkey is to answer.
    proved_at: Mapped[datetime | None]
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary(64))
    #: The shared phone it is on; it ends with it, and after a few minutes in which nobody touched it. No foreign key:
    #: phones are forgotten sooner.
    phone_id: Mapped[UUID | None] = mapped_column(index=True)
    ended_at: Mapped[datetime | None]
