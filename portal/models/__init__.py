"""What is: one aggregate a file. Names are the field's; the README's glossary pairs them with Indonesian."""

from portal.models.agent import Agent, AgentState, Handover, Stewardship
from portal.models.applicant import Applicant, ApplicantState, Belonging, MeetingSheet, RegistrationLink
from portal.models.approach import AgreementPaper, Approach, ApproachWay
from portal.models.audit import AuditEvent, AuditHead, ReadEvent
from portal.models.bank_statement import BankLayout, BankRow, BankStatement, Fit, MoneyFate, StatementState
from portal.models.base import Base, Identified, Model, Owned, Rewritten, WrittenOnce, db, new_id, twin
from portal.models.branch import Branch, Policy
from portal.models.case import (
    Case,
    CaseDocument,
    CaseFeedback,
    CaseHealth,
    CaseState,
    CaseStep,
    Origin,
    StepKind,
)
from portal.models.consent_sheet import ConsentPhoto, ConsentSheet
from portal.models.contribution import Contribution, ContributionState
from portal.models.cover_check import AskedBy, CoverCheck, Purpose
from portal.models.credit import Credit, CreditState, CreditUse
from portal.models.death import Death
from portal.models.dues import DuesLine, DuesSheet, DuesState
from portal.models.enrolment import LIVE, Consent, Enrolment, EnrolmentState, Sipp
from portal.models.errand import Errand, Queue
from portal.models.event import Attendance, Event, EventKind, Way
from portal.models.gauge import Gauge
from portal.models.guardian_consent import RELATIONS, GuardianConsent, Relation
from portal.models.idempotency import IdempotencyKey
from portal.models.incentive import (
    Cause,
    Dispute,
    DisputeState,
    IncentiveEntry,
    IncentiveTerms,
    Payout,
    PayoutLine,
    PayoutLineState,
    PayoutState,
    WadahAccount,
)
from portal.models.invoice import Allocation, Invoice, InvoiceState, Payment
from portal.models.job import Job
from portal.models.ktp_photo import KtpPhoto
from portal.models.lead import TO_CALL, Lead, LeadState
from portal.models.likeness import Decision, Likeness
from portal.models.member import OrmasMember, Tally, Target
from portal.models.message import (
    Channel,
    Message,
    MessageState,
    OptOut,
    OptOutBy,
    PersonKind,
    Reminded,
    ReminderRound,
    Trouble,
)
from portal.models.message_text import MessageText
from portal.models.number import CaseNumber, InvoiceNumber, ReceiptNumber
from portal.models.one_time_code import OneTimeCode
from portal.models.organisation import Organisation, OrganisationKind, Stage
from portal.models.paper import Paper
from portal.models.participant import Participant
from portal.models.phone import SharedPhone
from portal.models.placement import Placement
from portal.models.relocation import Relocation
from portal.models.roster import ColumnMapping, Fate, Grade, Roster, RosterKind, RosterRow, RosterState, Source
from portal.models.school_sheet import SchoolSheet
from portal.models.second_factor import FactorKind, RecoveryCode, SecondFactor
from portal.models.sheet_photo import SheetPhoto
from portal.models.signal import Signal
from portal.models.sipp import SippFile, SippFileState, SippLayout, SippLine, SippLineState, SippResult, SippSheet
from portal.models.submission import Submission, SubmissionState
from portal.models.transfer import Transfer, TransferState
from portal.models.unit import Level, SheetState, Tenure, UnitSheet
from portal.models.user import Invitation, LoginSession, Membership, PasswordReset, User
from portal.models.wave import Wave

__all__ = [
    "LIVE",
    "RELATIONS",
    "TO_CALL",
    "Agent",
    "AgentState",
    "AgreementPaper",
    "Allocation",
    "Applicant",
    "ApplicantState",
    "Approach",
    "ApproachWay",
    "AskedBy",
    "Attendance",
    "AuditEvent",
    "AuditHead",
    "BankLayout",
    "BankRow",
    "BankStatement",
    "Base",
    "Belonging",
    "Branch",
    "Case",
    "CaseDocument",
    "CaseFeedback",
    "CaseHealth",
    "CaseNumber",
    "CaseState",
    "CaseStep",
    "Cause",
    "Channel",
    "ColumnMapping",
    "Consent",
    "ConsentPhoto",
    "ConsentSheet",
    "Contribution",
    "ContributionState",
    "CoverCheck",
    "Credit",
    "CreditState",
    "CreditUse",
    "Death",
    "Decision",
    "Dispute",
    "DisputeState",
    "DuesLine",
    "DuesSheet",
    "DuesState",
    "Enrolment",
    "EnrolmentState",
    "Errand",
    "Event",
    "EventKind",
    "FactorKind",
    "Fate",
    "Fit",
    "Gauge",
    "Grade",
    "GuardianConsent",
    "Handover",
    "IdempotencyKey",
    "Identified",
    "IncentiveEntry",
    "IncentiveTerms",
    "Invitation",
    "Invoice",
    "InvoiceNumber",
    "InvoiceState",
    "Job",
    "KtpPhoto",
    "Lead",
    "LeadState",
    "Level",
    "Likeness",
    "LoginSession",
    "MeetingSheet",
    "Membership",
    "Message",
    "MessageState",
    "MessageText",
    "Model",
    "MoneyFate",
    "OneTimeCode",
    "OptOut",
    "OptOutBy",
    "Organisation",
    "OrganisationKind",
    "Origin",
    "OrmasMember",
    "Owned",
    "Paper",
    "Participant",
    "PasswordReset",
    "Payment",
    "Payout",
    "PayoutLine",
    "PayoutLineState",
    "PayoutState",
    "PersonKind",
    "Placement",
    "Policy",
    "Purpose",
    "Queue",
    "ReadEvent",
    "ReceiptNumber",
    "RecoveryCode",
    "RegistrationLink",
    "Relation",
    "Relocation",
    "Reminded",
    "ReminderRound",
    "Rewritten",
    "Roster",
    "RosterKind",
    "RosterRow",
    "RosterState",
    "SchoolSheet",
    "SecondFactor",
    "SharedPhone",
    "SheetPhoto",
    "SheetState",
    "Signal",
    "Sipp",
    "SippFile",
    "SippFileState",
    "SippLayout",
    "SippLine",
    "SippLineState",
    "SippResult",
    "SippSheet",
    "Source",
    "Stage",
    "StatementState",
    "StepKind",
    "Stewardship",
    "Submission",
    "SubmissionState",
    "Tally",
    "Target",
    "Tenure",
    "Transfer",
    "TransferState",
    "Trouble",
    "UnitSheet",
    "User",
    "WadahAccount",
    "Wave",
    "Way",
    "WrittenOnce",
    "db",
    "new_id",
    "twin",
]
