"""What agents and their wadah earn: the terms of a PKS, the ledger, what is disputed of it, and what was paid out."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import ClassVar
from uuid import UUID

from sqlalchemy import ForeignKey, Index, String, Text, TextClause, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.models.base import Identified, Model, Owned, WrittenOnce
from portal.models.columns import Sealed
from portal.models.kinds import Kind
from portal.models.organisation import Organisation
from portal.rules.incentives import Part, Payee
from portal.values.month import Month
from portal.values.rupiah import Rupiah


class IncentiveTerms(Identified, Owned, Model):
    """By which version of the law the PKS of a wadah reckons, from a month on; who decided so and why.

    Law: one decision per wadah and first month; the latest that has begun is in force.
    """

    __tablename__ = "incentive_terms"
    __table_args__ = (UniqueConstraint("organisation_id", "since"),)

    since: Mapped[Month]
    version: Mapped[str] = mapped_column(String(24))
    #: The number of the PKS or of its amendment.
    agreement: Mapped[str] = mapped_column(String(80))
    reason: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    decided_by_name: Mapped[str] = mapped_column(String(120))
    decided_at: Mapped[datetime]


class Cause(StrEnum):
    """Why a line was taken back: its payment was voided, or counting the month again came to something else."""

    PAYMENT_VOIDED = "payment_voided"
    RECOUNTED = "recounted"


class IncentiveEntry(Identified, Owned, WrittenOnce, Model):
    """A line of the ledger (insentif); the session refuses to change or delete it.

    Law: nothing counts twice, because the id follows from what the line is for (`services.ledger.line_id`): the first
    for a paid month has the id of the contribution. A line is taken back by another of the same amount below zero,
    `reversal_of` it. `base` and `law` (and `number`) are all that `rules.incentives.recompute` needs.

    Half a million come in a month: like the path of a unit, what a line points at has no foreign key.
    """

    #: Units have none, for agents are a wadah's; and what is written once goes nowhere.
    stays = True
    __tablename__ = "incentive_entry"
    __table_args__ = (
        Index("ix_incentive_entry_organisation_id_month", "organisation_id", "month", "agent_id", "id"),
        Index(
            "ix_incentive_entry_organisation_id_late_for",
            "organisation_id",
            "late_for",
            "agent_id",
            sqlite_where=text("late_for is not null"),
            postgresql_where=text("late_for is not null"),
        ),
        Index(
            "uq_incentive_entry_reversal_of",
            "reversal_of",
            unique=True,
            sqlite_where=text("reversal_of is not null"),
            postgresql_where=text("reversal_of is not null"),
        ),
    )

    #: Late, and reversing, in the very words of the partial indexes: SQLite takes them for no others.
    LATE: ClassVar[TextClause] = text("incentive_entry.late_for is not null")

    organisation_id: Mapped[UUID] = mapped_column(sort_order=-9)
    branch_id: Mapped[UUID] = mapped_column(sort_order=-8)
    #: With which month's payout it is paid, and the earlier month it is about when that had been paid out already.
    month: Mapped[Month]
    late_for: Mapped[Month | None]
    #: By whose work (a membership); None when nobody looked after the person that month.
    agent_id: Mapped[UUID | None]
    payee: Mapped[Payee] = mapped_column(Kind(Payee))
    part: Mapped[Part] = mapped_column(Kind(Part))
    contribution_id: Mapped[UUID | None]
    enrolment_id: Mapped[UUID | None]
    payment_id: Mapped[UUID | None]
    #: The how-manieth month of the person, counted since Perisai brought them in.
    number: Mapped[int | None]
    base: Mapped[Rupiah]
    amount: Mapped[Rupiah]
    law: Mapped[str] = mapped_column(Text)
    reversal_of: Mapped[UUID | None]
    cause: Mapped[Cause | None] = mapped_column(Kind(Cause))
    created_at: Mapped[datetime]

    @property
    def about(self) -> Month:
        """The month it was earned in."""
        return self.late_for or self.month


class DisputeState(StrEnum):
    """OPEN until the branch answers: RIGHTED with an amount, or EXPLAINED when the line stands; WITHDRAWN by who
    asked."""

    OPEN = "open"
    RIGHTED = "righted"
    EXPLAINED = "explained"
    WITHDRAWN = "withdrawn"


class Dispute(Identified, Owned, Model):
    """A line of the ledger that somebody of the wadah does not believe, what they say, what the branch answered.

    Law: one open dispute per line (partial unique index). `righted` is what an answer adds to the ledger, by a line
    that has this dispute's id.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        Index(
            "uq_dispute_entry_id",
            "entry_id",
            unique=True,
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_dispute_entry", "entry_id"),
        Index("ix_dispute_branch_state", "branch_id", "state", "id"),
        Index("ix_dispute_organisation_id_id", "organisation_id", "id"),
    )

    #: Open, in the very words of the partial index: SQLite takes the index for no others.
    OPEN: ClassVar[TextClause] = text("dispute.state = 'open'")

    entry_id: Mapped[UUID] = mapped_column(ForeignKey("incentive_entry.id"))
    #: Whose line it is.
    agent_id: Mapped[UUID | None]
    state: Mapped[DisputeState] = mapped_column(Kind(DisputeState), default=DisputeState.OPEN)
    said: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    asked_by_name: Mapped[str] = mapped_column(String(120))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    righted: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    answered_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    answered_by_name: Mapped[str] = mapped_column(String(120), default="")
    answered_at: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")
    entry: Mapped[IncentiveEntry] = relationship(lazy="raise_on_sql")


class WadahAccount(Identified, Owned, Model):
    """To which bank account a wadah is paid; an agent's stands with the agent. The number rests encrypted."""

    __tablename__ = "wadah_account"
    __table_args__ = (UniqueConstraint("organisation_id"),)

    bank: Mapped[str] = mapped_column(String(60))
    account: Mapped[str] = mapped_column(Sealed("wadah_account.account"))
    holder: Mapped[str] = mapped_column(String(120))
    changed_by_name: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[datetime]

    @property
    def masked(self) -> str:
        return masked(self.account)


class PayoutState(StrEnum):
    """PREPARING while the month is closed and added up, DRAFT until a second person APPROVED it, SENT to the bank;
    DROPPED before it was approved."""

    PREPARING = "preparing"
    DRAFT = "draft"
    APPROVED = "approved"
    SENT = "sent"
    DROPPED = "dropped"


class Payout(Identified, Model):
    """A run of a branch: what its agents and wadah are paid for a month, or, with a `serial` above 0, once more what
    came back from the bank.

    Law: one run per month that is not dropped; from `sealed_at` on no line of the ledger can be added to its month.
    """

    __tablename__ = "payout"
    __table_args__ = (
        Index(
            "uq_payout_branch_id_month_serial",
            "branch_id",
            "month",
            "serial",
            unique=True,
            sqlite_where=text("state <> 'dropped'"),
            postgresql_where=text("state <> 'dropped'"),
        ),
        Index("ix_payout_branch_id_id", "branch_id", "id"),
    )

    #: Not dropped, in the very words of the partial index: SQLite takes the index for no others.
    STANDS: ClassVar[TextClause] = text("payout.state <> 'dropped'")

    branch_id: Mapped[UUID] = mapped_column(ForeignKey("branch.id"))
    month: Mapped[Month]
    serial: Mapped[int] = mapped_column(default=0)
    state: Mapped[PayoutState] = mapped_column(Kind(PayoutState), default=PayoutState.PREPARING)
    payees: Mapped[int] = mapped_column(default=0)
    total: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    prepared_by: Mapped[UUID] = mapped_column(ForeignKey("user.id"), index=True)
    prepared_by_name: Mapped[str] = mapped_column(String(120))
    prepared_at: Mapped[datetime]
    sealed_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None] = mapped_column(ForeignKey("user.id"), index=True)
    approved_by_name: Mapped[str] = mapped_column(String(120), default="")
    approved_at: Mapped[datetime | None]
    sent_by_name: Mapped[str] = mapped_column(String(120), default="")
    sent_at: Mapped[datetime | None]


class PayoutLineState(StrEnum):
    """TO_PAY until the run is sent, then PAID; RETURNED by the bank, and REISSUED by a later run. CARRIED: nothing
    to pay, what is below zero goes with the next month."""

    TO_PAY = "to_pay"
    PAID = "paid"
    RETURNED = "returned"
    REISSUED = "reissued"
    CARRIED = "carried"


class PayoutLine(Identified, Owned, Model):
    """What one agent, or (`agent_id` None) a wadah, is paid by a run: the sum of their lines of the ledger.

    `earned` is that sum; `brought` is what an earlier line, which this one `follows`, left below zero or what came
    back; `total` both. Law: a payee stands once in a run, because the id follows from both
    (`services.payout_runs.line_of`), and an earlier line is followed once.
    """

    __tablename__ = "payout_line"
    __table_args__ = (
        Index("ix_payout_line_payout_id_id", "payout_id", "id"),
        Index("ix_payout_line_payee_id_id", "payee_id", "id"),
        Index("ix_payout_line_branch_state", "branch_id", "state", "id"),
        UniqueConstraint("follows_id"),
    )

    payout_id: Mapped[UUID] = mapped_column(ForeignKey("payout.id"))
    payee_id: Mapped[UUID]
    agent_id: Mapped[UUID | None]
    name: Mapped[str] = mapped_column(String(160))
    earned: Mapped[Rupiah]
    brought: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    total: Mapped[Rupiah]
    follows_id: Mapped[UUID | None] = mapped_column(ForeignKey("payout_line.id"))
    #: The account as it stood when the run was prepared; none was known where all three are empty.
    bank: Mapped[str] = mapped_column(String(60), default="")
    account: Mapped[str | None] = mapped_column(Sealed("payout_line.account"))
    holder: Mapped[str] = mapped_column(String(120), default="")
    state: Mapped[PayoutLineState] = mapped_column(Kind(PayoutLineState), default=PayoutLineState.TO_PAY)
    returned_reason: Mapped[str] = mapped_column(String(300), default="")
    returned_at: Mapped[datetime | None]

    payout: Mapped[Payout] = relationship(lazy="raise_on_sql")
    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    @property
    def masked(self) -> str:
        return masked(self.account) if self.account else ""


def masked(account: str) -> str:
    """An account number as lists show it: the last three digits."""
    return f"••••{account[-3:]}"
