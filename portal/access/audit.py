"""What changed, by whom, for whom: every write of an owned table is an audited action.

`audited` wraps a service: it checks the permission, collects the differences at flush, and adds one event to the
branch's chain. `bulk_insert` and `bulk_update` are the only door for writes that pass by the session's flush.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from enum import Enum, StrEnum
from functools import wraps
from typing import Any, Concatenate, NamedTuple, ParamSpec, TypeVar, cast
from uuid import UUID

from sqlalchemy import Delete, Insert, Update, inspect, select
from sqlalchemy.orm import Session

from portal.access.actor import Actor
from portal.access.permissions import Permission
from portal.models import (
    AuditEvent,
    AuditHead,
    Model,
    Organisation,
    ReadEvent,
    Rewritten,
    User,
    WrittenOnce,
    db,
    engine,
    new_id,
    sealing,
)
from portal.models.columns import Sealed
from portal.values import clock
from portal.values.month import Month
from portal.values.nik import Nik
from portal.values.rupiah import Rupiah

P = ParamSpec("P")
R = TypeVar("R")

#: Personal data never stands in the record; that it changed, does.
#: Stands for the name of any column that rests sealed.
_SEALED = "sealed"
_MASKED = frozenset(
    {
        _SEALED,
        "nik",
        "nik_index",
        "mother_name",
        "content",
        "constants",
        "birth_date",
        "birth_place",
        "phone",
        "email",
        "address",
        "contact_phone",
        "contact_email",
        "password_hash",
        "token_hash",
        "card_code",
        "code",
        "body",
        "account",
        "recipient",
        "address_index",
        "asked",
        "account_holder",
        "pin_hash",
        "words",
        "secret",
        "credential_id",
        "public_key",
        "code_hash",
    }
)
_UNTOLD = frozenset(
    {"id", "branch_id", "organisation_id", "created_at", "name_key", "kta_key", "path", "top_id", "password_set_at"}
)
_MOST_CHANGES = 40


class Action(StrEnum):
    """Everything that can be done, as the record names it. `web/wording.py` has a sentence for each."""

    SIGNED_IN = "signed_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGNED_OUT = "signed_out"
    SESSION_ENDED = "session_ended"
    ACTING_CHANGED = "acting_changed"
    FACTOR_ADDED = "factor_added"
    FACTOR_REMOVED = "factor_removed"
    FACTOR_PROVED = "factor_proved"
    FACTOR_FAILED = "factor_failed"
    FACTORS_FORGOTTEN = "factors_forgotten"
    RECOVERY_CODES_MADE = "recovery_codes_made"
    PASSWORD_CHANGED = "password_changed"
    PASSWORD_RESET_ASKED = "password_reset_asked"
    PROFILE_CHANGED = "profile_changed"
    MEMBER_ADMITTED = "member_admitted"
    INVITED = "invited"
    INVITATION_REVOKED = "invitation_revoked"
    INVITATION_ACCEPTED = "invitation_accepted"
    ROLE_CHANGED = "role_changed"
    MEMBERSHIP_ENDED = "membership_ended"
    BRANCH_OPENED = "branch_opened"
    ORGANISATION_REGISTERED = "organisation_registered"
    ORGANISATION_CHANGED = "organisation_changed"
    ERRANDS_GIVEN = "errands_given"
    PARTNER_APPROACHED = "partner_approached"
    PARTNER_PLACED = "partner_placed"
    PARTNER_SUSPENDED = "partner_suspended"
    PARTNER_RESUMED = "partner_resumed"
    PARTNER_CLOSED = "partner_closed"
    PARTNER_REOPENED = "partner_reopened"
    AGREEMENT_PAPER_ADDED = "agreement_paper_added"
    AGREEMENT_PAPER_REMOVED = "agreement_paper_removed"
    LEVELS_NAMED = "levels_named"
    UNIT_OPENED = "unit_opened"
    UNIT_RENAMED = "unit_renamed"
    UNIT_MOVED = "unit_moved"
    UNIT_MERGED = "unit_merged"
    UNIT_SPLIT = "unit_split"
    UNIT_CLOSED = "unit_closed"
    UNIT_REOPENED = "unit_reopened"
    UNIT_ENTRUSTED = "unit_entrusted"
    SHEET_RECEIVED = "sheet_received"
    SHEET_MENDED = "sheet_mended"
    SHEET_KEPT = "sheet_kept"
    SHEET_DROPPED = "sheet_dropped"
    TENURE_BEGUN = "tenure_begun"
    TENURE_CHANGED = "tenure_changed"
    TENURE_HANDED_OVER = "tenure_handed_over"
    TENURE_ENDED = "tenure_ended"
    ORMAS_MEMBER_ADDED = "ormas_member_added"
    ORMAS_MEMBER_CHANGED = "ormas_member_changed"
    ORMAS_MEMBER_MARKED = "ormas_member_marked"
    ORMAS_MEMBER_MOVED = "ormas_member_moved"
    MEMBERS_RELOCATED = "members_relocated"
    RELOCATION_UNDONE = "relocation_undone"
    ORMAS_MEMBER_LEFT = "ormas_member_left"
    ORMAS_MEMBER_RETURNED = "ormas_member_returned"
    ORMAS_MEMBER_CONTACTED = "ormas_member_contacted"
    STANDINGS_TURNED = "standings_turned"
    TALLIES_MENDED = "tallies_mended"
    TARGET_SET = "target_set"
    TARGET_DROPPED = "target_dropped"
    POLICY_DECIDED = "policy_decided"
    WAVE_ADDED = "wave_added"
    WAVE_CHANGED = "wave_changed"
    WAVE_REMOVED = "wave_removed"
    ROSTER_ADDED = "roster_added"
    ROSTER_MAPPED = "roster_mapped"
    ROSTER_READ = "roster_read"
    ROWS_DOWNLOADED = "rows_downloaded"
    ROSTER_STOPPED = "roster_stopped"
    ROSTER_RESUMED = "roster_resumed"
    ROSTER_UNDONE = "roster_undone"
    ROSTER_ADMITTED = "roster_admitted"
    ROSTER_TAKEN_BACK = "roster_taken_back"
    ROWS_ADMITTED = "rows_admitted"
    MEMBERS_MATCHED = "members_matched"
    LIKENESS_DECIDED = "likeness_decided"
    LIKENESS_REOPENED = "likeness_reopened"
    ROWS_EXAMINED = "rows_examined"
    ROW_MENDED = "row_mended"
    ROW_SKIPPED = "row_skipped"
    ROW_RESTORED = "row_restored"
    COLUMN_REPLACED = "column_replaced"
    ROSTER_SENT = "roster_sent"
    ROWS_ENROLLED = "rows_enrolled"
    SUBMISSION_ENDORSED = "submission_endorsed"
    SUBMISSION_REFUSED = "submission_refused"
    SUBMISSION_WITHDRAWN = "submission_withdrawn"
    SUBMISSION_APPROVED = "submission_approved"
    SUBMISSION_PARTED = "submission_parted"
    ROWS_RETURNED = "rows_returned"
    PEOPLE_REGISTERED = "people_registered"
    TRANSFER_ASKED = "transfer_asked"
    TRANSFER_WITHDRAWN = "transfer_withdrawn"
    TRANSFER_ACCEPTED = "transfer_accepted"
    TRANSFER_REFUSED = "transfer_refused"
    TRANSFER_ANSWERED = "transfer_answered"
    TRANSFERS_EXPIRED = "transfers_expired"
    ENROLMENT_ENDED = "enrolment_ended"
    ENROLMENT_WITHDRAWN = "enrolment_withdrawn"
    PERIOD_CHANGED = "period_changed"
    CLASSES_COPIED = "classes_copied"
    INTERNS_PLACED = "interns_placed"
    PROOF_PACKED = "proof_packed"
    CONSENT_GIVEN = "consent_given"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_SHEET_MADE = "consent_sheet_made"
    CONSENT_PHOTO_ADDED = "consent_photo_added"
    CONSENT_PHOTO_FILED = "consent_photo_filed"
    CONSENT_PHOTO_REMOVED = "consent_photo_removed"
    CONSENTS_TICKED = "consents_ticked"
    ENROLMENT_MOVED = "enrolment_moved"
    DEATH_NOTED = "death_noted"
    DEATH_UNDONE = "death_undone"
    DEATH_TOLD = "death_told"
    MEMBERS_REGISTERED = "members_registered"
    LINK_OPENED = "link_opened"
    LINK_CHANGED = "link_changed"
    LINK_STOPPED = "link_stopped"
    MEETING_SHEET_ADDED = "meeting_sheet_added"
    MEETING_LINE_TYPED = "meeting_line_typed"
    MEETING_SHEET_DROPPED = "meeting_sheet_dropped"
    SHEET_PHOTO_ADDED = "sheet_photo_added"
    SHEET_PHOTO_REMOVED = "sheet_photo_removed"
    KTP_PHOTO_ADDED = "ktp_photo_added"
    KTP_PHOTO_REMOVED = "ktp_photo_removed"
    APPLICANT_RECEIVED = "applicant_received"
    APPLICANT_MENDED = "applicant_mended"
    APPLICANT_ASKED_FOR = "applicant_asked_for"
    MEMBER_ASKED_FOR = "member_asked_for"
    APPLICANTS_CONFIRMED = "applicants_confirmed"
    APPLICANTS_REFUSED = "applicants_refused"
    ENTRY_RECEIVED = "entry_received"
    ENTRIES_APPROVED = "entries_approved"
    ENTRIES_SKIPPED = "entries_skipped"
    ENTRIES_RESTORED = "entries_restored"
    DUES_OPENED = "dues_opened"
    DUES_EXTENDED = "dues_extended"
    DUES_TICKED = "dues_ticked"
    DUES_BILLED = "dues_billed"
    DUES_REOPENED = "dues_reopened"
    DUES_DROPPED = "dues_dropped"
    EVENT_PLANNED = "event_planned"
    EVENT_CHANGED = "event_changed"
    EVENT_CANCELLED = "event_cancelled"
    ATTENDANCE_TICKED = "attendance_ticked"
    GUESTS_ADDED = "guests_added"
    CHECKED_IN = "checked_in"
    INTEREST_NOTED = "interest_noted"
    ATTENDANCE_STRUCK = "attendance_struck"
    ATTENDANCE_RESTORED = "attendance_restored"
    GUEST_RECOGNISED = "guest_recognised"
    LEADS_ASSIGNED = "leads_assigned"
    LEAD_HANDED_ON = "lead_handed_on"
    LEAD_ANSWERED = "lead_answered"
    LEAD_LEFT = "lead_left"
    INCENTIVE_TERMS_DECIDED = "incentive_terms_decided"
    INCENTIVES_CLOSED = "incentives_closed"
    DISPUTE_RAISED = "dispute_raised"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"
    DISPUTE_ANSWERED = "dispute_answered"
    PAYOUT_ACCOUNT_SET = "payout_account_set"
    PAYOUT_ASKED = "payout_asked"
    PAYOUT_ADDED_UP = "payout_added_up"
    PAYOUT_DROPPED = "payout_dropped"
    PAYOUT_APPROVED = "payout_approved"
    PAYOUT_FILE_TAKEN = "payout_file_taken"
    PAYOUT_SENT = "payout_sent"
    PAYOUT_RETURNED = "payout_returned"
    PAYOUT_REISSUED = "payout_reissued"
    SIPP_FILE_MADE = "sipp_file_made"
    SIPP_FILE_TAKEN = "sipp_file_taken"
    SIPP_FILE_HANDED_OVER = "sipp_file_handed_over"
    SIPP_FILE_DROPPED = "sipp_file_dropped"
    SIPP_RESULT_READ = "sipp_result_read"
    SIPP_SHEET_DROPPED = "sipp_sheet_dropped"
    SIPP_MENDED = "sipp_mended"
    NIK_PROPOSED = "nik_proposed"
    NIK_AGREED = "nik_agreed"
    NIK_DECLINED = "nik_declined"
    PARTICIPANT_CHANGED = "participant_changed"
    INVOICE_ISSUED = "invoice_issued"
    INVOICE_SPLIT = "invoice_split"
    INVOICE_VOIDED = "invoice_voided"
    PAYMENT_RECORDED = "payment_recorded"
    PAYMENT_VOIDED = "payment_voided"
    CARDS_PRINTED = "cards_printed"
    CARDS_STOPPED = "cards_stopped"
    CARDS_SET = "cards_set"
    PAPERS_FORGOTTEN = "papers_forgotten"
    WHATSAPP_SENT = "whatsapp_sent"
    MESSAGE_RETRIED = "message_retried"
    MESSAGES_STOPPED = "messages_stopped"
    MESSAGES_ALLOWED = "messages_allowed"
    REMINDERS_PLANNED = "reminders_planned"
    COVER_CHECKED = "cover_checked"
    CASE_NOTICED = "case_noticed"
    CASE_OPENED = "case_opened"
    CASE_TAKEN_UP = "case_taken_up"
    CASE_CHANGED = "case_changed"
    CASE_CLINIC_CHOSEN = "case_clinic_chosen"
    CASE_HEALTH_NOTED = "case_health_noted"
    CASE_FORM_HANDED_IN = "case_form_handed_in"
    CASE_PAPER_ADDED = "case_paper_added"
    CASE_PAPER_REMOVED = "case_paper_removed"
    CASES_PRESSED = "cases_pressed"
    CASE_ACCEPTED = "case_accepted"
    CASE_REFUSED = "case_refused"
    CASE_REOPENED = "case_reopened"
    CASE_WITHDRAWN = "case_withdrawn"
    CASE_FEEDBACK_ASKED = "case_feedback_asked"
    CASE_FEEDBACK_GIVEN = "case_feedback_given"
    OWN_COVER_OPENED = "own_cover_opened"
    SIGNALS_SEEN = "signals_seen"
    SIGNAL_ANSWERED = "signal_answered"
    KEYS_ROTATED = "keys_rotated"
    MESSAGE_WORDED = "message_worded"
    MESSAGE_UNWORDED = "message_unworded"
    CHAIN_CHECKED = "chain_checked"
    RECORD_TAKEN = "record_taken"
    AGENT_ENLISTED = "agent_enlisted"
    AGENT_DESCRIBED = "agent_described"
    AGENT_APPROVED = "agent_approved"
    AGENT_RENEWED = "agent_renewed"
    AGENT_SWITCHED_OFF = "agent_switched_off"
    AGENT_RETURNED = "agent_returned"
    PEOPLE_HANDED_OVER = "people_handed_over"
    PIN_SET = "pin_set"
    PIN_FAILED = "pin_failed"
    PHONE_SHARED = "phone_shared"
    PHONE_UNLOCKED = "phone_unlocked"
    PHONE_LOCKED = "phone_locked"
    PHONE_ENDED = "phone_ended"
    TIDIED = "tidied"
    STATEMENT_ADDED = "statement_added"
    STATEMENT_MAPPED = "statement_mapped"
    STATEMENT_READ = "statement_read"
    STATEMENT_STOPPED = "statement_stopped"
    STATEMENT_RESUMED = "statement_resumed"
    STATEMENT_UNDONE = "statement_undone"
    STATEMENT_PAYING = "statement_paying"
    STATEMENT_PAID = "statement_paid"
    BANK_ROW_MATCHED = "bank_row_matched"
    BANK_ROW_KEPT = "bank_row_kept"
    BANK_ROW_DISMISSED = "bank_row_dismissed"
    CREDIT_REFUND_ASKED = "credit_refund_asked"
    CREDIT_REFUND_DROPPED = "credit_refund_dropped"
    CREDIT_REFUNDED = "credit_refunded"


class Running:
    """The action under way: gathers facts as the session flushes. `chains` are those in which it and the actions
    around it leave a line."""

    def __init__(self, action: Action, chain: str, around: Running | None) -> None:
        self.action = action
        self.chain = chain
        self.chains: frozenset[str] = (around.chains if around else frozenset()) | {chain}
        self.changes: list[list[Any]] = []
        self.uncounted = 0
        self.facts: dict[str, Any] = {}

    def note(self, changed: Any, session: Session) -> None:
        if len(self.changes) >= _MOST_CHANGES:
            self.uncounted += 1
            return
        state = inspect(changed)
        differences: dict[str, list[Any]] = {}
        for attribute in state.mapper.column_attrs:
            if attribute.key in _UNTOLD:
                continue
            history = state.attrs[attribute.key].history
            if not history.has_changes():
                continue
            old = history.deleted[0] if history.deleted else None
            new = history.added[0] if history.added else None
            # What rests sealed is no more told here than it is kept there, whatever its column is called.
            key = _SEALED if isinstance(attribute.columns[0].type, Sealed) else attribute.key
            differences[attribute.key] = [_told(key, old), _told(key, new)]
        verb = "+" if changed in session.new else "-" if changed in session.deleted else "~"
        self.changes.append(
            [f"{verb}{changed.__tablename__}", str(changed.id) if hasattr(changed, "id") else "", differences]
        )


_running: ContextVar[Running | None] = ContextVar("running", default=None)


def current() -> Running | None:
    return _running.get()


def fact(**facts: Any) -> None:
    """Add to the record of the action under way: counts, a file's hash, a reason. No personal data."""
    _inside().facts.update(facts)


def _inside() -> Running:
    running = _running.get()
    if running is None:
        raise RuntimeError("needs an audited action under way")
    return running


def audited(
    action: Action, *, needs: Permission | None
) -> Callable[[Callable[Concatenate[Actor, P], R]], Callable[Concatenate[Actor, P], R]]:
    """Make a service an audited action. `needs=None` is for deeds anyone may do for themselves (sign out)."""

    def decorate(service: Callable[Concatenate[Actor, P], R]) -> Callable[Concatenate[Actor, P], R]:
        @wraps(service)
        def done(actor: Actor, *args: P.args, **kwargs: P.kwargs) -> R:
            if needs is not None:
                actor.must(needs)
            with _under_way(action, actor.branch_id) as running:
                result = service(actor, *args, **kwargs)
            record(running, actor, _subject(result, args))
            return result

        done.action = action  # type: ignore[attr-defined]
        done.needs = needs  # type: ignore[attr-defined]
        return cast(Callable[Concatenate[Actor, P], R], done)

    return decorate


@contextmanager
def personal(
    action: Action,
    subject: Any,
    *,
    actor: Actor | None = None,
    by: User | None = None,
    who: str = "",
    branch_id: UUID | None = None,
) -> Iterator[None]:
    """An audited action of a person on their own account, where there need be no actor yet: signing in, taking up an
    invitation, a new password. Without one the line is `by` the person of the account, or names `who` needs none,
    and stands in the chain of `branch_id`, or of none.
    """
    who = by.name if by else who  # as they were called before
    branch_id = actor.branch_id if actor else branch_id
    with _under_way(action, branch_id) as running:
        yield
    record(running, actor, subject, by=by, who=who, branch_id=branch_id)


@contextmanager
def _under_way(action: Action, branch_id: UUID | None) -> Iterator[Running]:
    """All of the action or nothing: after a refusal halfway the page that says so reads what is really there."""
    running = Running(action, str(branch_id or "house"), _running.get())
    token = _running.set(running)
    try:
        with db.session.begin_nested():
            yield running
            db.session.flush()
    finally:
        _running.reset(token)


def record(
    running: Running,
    actor: Actor | None,
    subject: Any,
    *,
    by: User | None = None,
    who: str = "",
    branch_id: UUID | None = None,
) -> None:
    """Add one line to the chain of the actor's branch, locked so that lines stand in one order.

    The chains of the actions around it are locked too, all in one order: of two deeds between the same two branches,
    each in the other direction, one waits for the other and none for both.
    """
    branch_id = actor.branch_id if actor else branch_id
    facts = {**running.facts}
    if running.changes:
        facts["changes"] = [*facts.get("changes", ()), *running.changes]
    if running.uncounted:
        facts["more"] = running.uncounted
    event = _line(running.action, running.chain, actor, facts, by=by, who=who, branch_id=branch_id)
    event.organisation_id = _whose(subject) or (actor.organisation_id if actor else None)
    event.subject_type, event.subject_id = getattr(subject, "__tablename__", ""), getattr(subject, "id", None)
    _chained(running, [event])
    db.session.add(event)
    db.session.flush()


class Told(NamedTuple):
    """What a line of the record says of one of many things that were done at once."""

    subject_id: UUID
    organisation_id: UUID
    facts: dict[str, Any]


def tell(actor: Actor, action: Action, model: type[Model], each: Sequence[Told]) -> None:
    """A line for every one of many things done at once, as if each had been done by itself.

    Inside the action that does them; the chain is held from here on, so this comes last.
    """
    running = _inside()
    lines = []
    for told in each:
        line = _line(action, running.chain, actor, told.facts, branch_id=actor.branch_id)
        line.organisation_id, line.subject_type, line.subject_id = (
            told.organisation_id,
            model.__tablename__,
            told.subject_id,
        )
        lines.append(line)
    _chained(running, lines)
    db.session.flush()
    rows = [[getattr(line, name) for name in _COLUMNS] for line in lines]
    engine.insert_many(db.session(), AuditEvent, _COLUMNS, rows)


_COLUMNS = tuple(AuditEvent.__table__.columns.keys())


def change(sign: str, model: type[Model], id_: UUID, fields: Mapping[str, tuple[Any, Any]]) -> list[Any]:
    """A difference as the session would have told it, of a row that was written past it: field → (old, new).

    `sign` is + for a new row and ~ for a changed one; the list goes into the fact `changes`.
    """
    told = {name: [_told(name, old), _told(name, new)] for name, (old, new) in fields.items() if old != new}
    return [f"{sign}{model.__tablename__}", str(id_), told]


def _line(
    action: Action,
    chain: str,
    actor: Actor | None,
    facts: dict[str, Any],
    *,
    by: User | None = None,
    who: str = "",
    branch_id: UUID | None,
) -> AuditEvent:
    return AuditEvent(
        id=new_id(),
        chain=chain,
        branch_id=branch_id,
        user_id=actor.user_id if actor else by.id if by else None,
        membership_id=actor.membership_id if actor else None,
        actor_name=actor.name if actor else who,
        action=action.value,
        at=clock.now(),
        facts=facts,
    )


def _chained(running: Running, lines: Iterable[AuditEvent]) -> None:
    """Put lines at the end of the chain, which is locked until the transaction ends."""
    head = {chain: _head(chain) for chain in sorted(running.chains)}[running.chain]
    for line in lines:
        line.sequence, line.previous = head.sequence + 1, head.digest
        line.digest = digest(line)
        head.sequence, head.digest = line.sequence, line.digest


def _head(chain: str) -> AuditHead:
    """The chain's end, locked until the transaction ends."""
    locked = select(AuditHead).where(AuditHead.chain == chain).with_for_update()
    head = db.session.scalars(locked.execution_options(populate_existing=True)).one_or_none()
    if head is None:
        engine.insert_new(db.session(), AuditHead, {"chain": chain, "sequence": 0, "digest": bytes(32)})
        head = db.session.scalars(locked).one()
    return head


def digest(event: AuditEvent) -> bytes:
    """Keyed fingerprint of a line and the one before it: nobody without the key can mend a broken chain."""
    line = [
        event.chain,
        event.sequence,
        str(event.branch_id),
        str(event.organisation_id),
        str(event.user_id),
        str(event.membership_id),
        event.actor_name,
        event.action,
        event.subject_type,
        str(event.subject_id),
        event.at.isoformat(),
        event.facts,
    ]
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return sealing.ring().blind(event.previous + text.encode(), b"audit")


def bulk_insert(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Insert many rows past the flush, inside an audited action, which records how many."""
    running = _inside()
    _count(running, f"+{model.__tablename__}", len(rows))
    return engine.insert_many(db.session(), model, columns, rows)


def bulk_copy(model: type[Model], statement: Insert) -> int:
    """One INSERT … SELECT, for rows that follow from rows; the SELECT itself must be scoped."""
    running = _inside()
    # Else nobody knows on PostgreSQL how many they were once the statement is over.
    result = db.session.execute(statement.execution_options(seen_by="bulk", preserve_rowcount=True))
    count: int = result.rowcount  # type: ignore[attr-defined]
    _count(running, f"+{model.__tablename__}", count)
    return count


def bulk_update(model: type[Model], statement: Update, rows: Sequence[dict[str, Any]] | None = None) -> int:
    """One UPDATE for many rows, or one per dictionary of `rows`; the statement itself must be scoped.

    Returns how many rows changed (of one statement) or were given (of many).
    """
    running = _inside()
    scoped = statement.execution_options(seen_by="bulk", synchronize_session=False)
    result = db.session.execute(scoped) if rows is None else db.session.execute(scoped, rows)
    count: int = result.rowcount if rows is None else len(rows)  # type: ignore[attr-defined]
    _count(running, f"~{model.__tablename__}", count)
    return count


def bulk_set(model: type[Model], columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> int:
    """Give many rows values of their own past the flush, each found by the first of `columns`, its key."""
    if issubclass(model, WrittenOnce):
        raise Rewritten(model.__tablename__)
    _count(_inside(), f"~{model.__tablename__}", len(rows))
    return engine.update_many(db.session(), model, columns, rows)


def bulk_delete(model: type[Model], statement: Delete) -> int:
    """One DELETE for many rows; the statement itself must be scoped."""
    running = _inside()
    result = db.session.execute(statement.execution_options(seen_by="bulk", synchronize_session=False))
    count: int = result.rowcount  # type: ignore[attr-defined]
    _count(running, f"-{model.__tablename__}", count)
    return count


def _count(running: Running, key: str, count: int) -> None:
    counts = running.facts.setdefault("bulk", {})
    counts[key] = counts.get(key, 0) + count


def looked(actor: Actor, subject: Any, *, fields: Sequence[str], reason: str) -> None:
    """Somebody reads personal data unmasked: a read event with the reason."""
    actor.must(Permission.PERSON_UNMASK)
    _read(actor, subject, fields, reason)


def compared(actor: Actor, subject: Any, *, fields: Sequence[str], reason: str) -> None:
    """Somebody sees a little of a person who may not be theirs, to say whether it is the one they know: a read event
    too, though nothing was unmasked."""
    actor.must(Permission.LIKENESS_ANSWER if actor.is_branch else Permission.MEMBER_WRITE)
    _read(actor, subject, fields, reason)


def printed(actor: Actor, subject: Any, *, fields: Sequence[str], reason: str) -> None:
    """Somebody prints a form with a person's numbers in the clear."""
    actor.must(Permission.CASE_WRITE)
    _read(actor, subject, fields, reason)


def opened(actor: Actor, subject: Any, *, fields: Sequence[str], reason: str) -> None:
    """Somebody opens a paper of an accident, which may say how a body is."""
    actor.must(Permission.HEALTH_WRITE)
    _read(actor, subject, fields, reason)


def taken(actor: Actor, subject: Any, *, fields: Sequence[str], reason: str) -> None:
    """Somebody takes a workbook of many people's identity numbers away."""
    actor.must(Permission.SIPP_TAKE)
    _read(actor, subject, fields, reason)


def _read(actor: Actor, subject: Any, fields: Sequence[str], reason: str) -> None:
    db.session.add(
        ReadEvent(
            branch_id=actor.branch_id,
            organisation_id=actor.organisation_id,
            user_id=actor.user_id,
            actor_name=actor.name,
            subject_type=subject.__tablename__,
            subject_id=subject.id,
            fields=",".join(fields),
            reason=reason,
            at=clock.now(),
        )
    )


def _subject(result: Any, args: tuple[Any, ...]) -> Any:
    for candidate in (result, *args):
        if hasattr(candidate, "__tablename__"):
            return candidate
    return None


def _whose(subject: Any) -> UUID | None:
    """An organisation's own record is its own, whoever above it did the deed."""
    return subject.id if isinstance(subject, Organisation) else getattr(subject, "organisation_id", None)


def _told(key: str, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(value, Nik):
        return value.masked
    if key in _MASKED:
        return "•••"
    if isinstance(value, Rupiah):
        return value.amount
    if isinstance(value, Month | UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    return value if isinstance(value, str | int | bool | float) else "•••"
