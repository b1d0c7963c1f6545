"""What can be permitted, and which role may do what.

A permission ending in ``:read`` guards pages that only show; a sweep sees to it that none guards a write.
"""

from __future__ import annotations

from enum import StrEnum


class Permission(StrEnum):
    WAVE_READ = "wave:read"
    WAVE_WRITE = "wave:write"
    ROSTER_READ = "roster:read"
    ROSTER_WRITE = "roster:write"
    SUBMISSION_READ = "submission:read"
    SUBMISSION_SEND = "submission:send"
    SUBMISSION_ENDORSE = "submission:endorse"
    SUBMISSION_DECIDE = "submission:decide"
    ENROLMENT_READ = "enrolment:read"
    #: To look a person up by a number: a NIK travels in a POST, which no read permission may guard.
    ENROLMENT_SEARCH = "enrolment:search"
    ENROLMENT_WRITE = "enrolment:write"
    PERSON_UNMASK = "person:unmask"
    CARD_READ = "card:read"
    CARD_PRINT = "card:print"
    INVOICE_READ = "invoice:read"
    INVOICE_SPLIT = "invoice:split"
    INVOICE_ISSUE = "invoice:issue"
    INVOICE_VOID = "invoice:void"
    PAYMENT_READ = "payment:read"
    PAYMENT_RECORD = "payment:record"
    COLLEAGUE_READ = "colleague:read"
    COLLEAGUE_WRITE = "colleague:write"
    SETTINGS_WRITE = "settings:write"
    ORGANISATION_READ = "organisation:read"
    ORGANISATION_WRITE = "organisation:write"
    UNIT_READ = "unit:read"
    #: To shape the tree: open, rename, move, merge, split and close units.
    UNIT_WRITE = "unit:write"
    #: To give rights to units below, and to take them.
    UNIT_ENTRUST = "unit:entrust"
    TENURE_WRITE = "tenure:write"
    MEMBER_READ = "member:read"
    #: To look a member up by KTA or NIK, which travel in a POST.
    MEMBER_SEARCH = "member:search"
    MEMBER_WRITE = "member:write"
    #: To say in an ormas's place whether a member is somebody insured, when it does not.
    LIKENESS_ANSWER = "likeness:answer"
    TARGET_WRITE = "target:write"
    #: To make people participants of one's own: a unit's members, an agent's clients.
    REGISTRATION_WRITE = "registration:write"
    DUES_READ = "dues:read"
    #: To open sheets of dues, tick who paid and have them billed.
    DUES_WRITE = "dues:write"
    TRANSFER_READ = "transfer:read"
    #: To answer for one's own people whom another asks for, and to take one's own requests back.
    TRANSFER_WRITE = "transfer:write"
    #: To note that somebody left or died, by which their enrolment ends.
    ENROLMENT_END = "enrolment:end"
    EVENT_READ = "event:read"
    #: To call people to events, note who came, and call them afterwards.
    EVENT_WRITE = "event:write"
    POLICY_READ = "policy:read"
    POLICY_WRITE = "policy:write"
    MESSAGE_READ = "message:read"
    MESSAGE_SEND = "message:send"
    #: To word what the house's messages say.
    MESSAGE_WRITE = "message:write"
    AUDIT_READ = "audit:read"
    #: To take the record along as a file, and to have its chain looked through.
    AUDIT_KEEP = "audit:keep"
    QUEUE_READ = "queue:read"
    #: To take what waits, and to hand it to a colleague.
    QUEUE_WRITE = "queue:write"
    #: Sums of the whole branch, and nobody's data.
    REPORT_READ = "report:read"
    #: The home of a wadah or a clinic, and what stands there of it.
    PARTNER_READ = "partner:read"
    AGENT_READ = "agent:read"
    #: To take agents through their onboarding, and to hand people over from one to another.
    AGENT_WRITE = "agent:write"
    #: To approve an agent, give them their letters and take them back.
    AGENT_DECIDE = "agent:decide"
    #: To ask whether somebody at the desk is covered: any NIK, for an instant, masked and kept as evidence.
    COVER_CHECK = "cover:check"
    CASE_READ = "case:read"
    #: To say that one of one's own people was hurt.
    CASE_OPEN = "case:open"
    CASE_WRITE = "case:write"
    CASE_DECIDE = "case:decide"
    SIGNAL_READ = "signal:read"
    SIGNAL_WRITE = "signal:write"
    #: What a case says of somebody's body: the treating clinic and the branch only.
    HEALTH_READ = "health:read"
    #: To write it down, and to open the papers, which is written down too.
    HEALTH_WRITE = "health:write"
    INCENTIVE_READ = "incentive:read"
    INCENTIVE_DISPUTE = "incentive:dispute"
    #: To answer a dispute.
    INCENTIVE_DECIDE = "incentive:decide"
    PAYOUT_PREPARE = "payout:prepare"
    #: To say to which bank account a wadah is paid.
    PAYOUT_ACCOUNT_WRITE = "payout:account"
    PAYOUT_APPROVE = "payout:approve"
    SIPP_READ = "sipp:read"
    #: To make workbooks of people for SIPP, say that one was loaded there, and load its answers.
    SIPP_WRITE = "sipp:write"
    #: To take such a workbook away: identity numbers by the thousand, which is a right of its own.
    SIPP_TAKE = "sipp:take"


class Role(StrEnum):
    """In which role a person acts. The name fits `membership.role`."""

    SCHOOL_OPERATOR = "school_operator"
    SCHOOL_READER = "school_reader"
    SCHOOL_PRINCIPAL = "school_principal"
    ORMAS_COORDINATOR = "ormas_coordinator"
    ORMAS_OFFICER = "ormas_officer"
    ORMAS_READER = "ormas_reader"
    PERISAI_MANAGER = "perisai_manager"
    PERISAI_AGENT = "perisai_agent"
    CLINIC_MANAGER = "clinic_manager"
    CLINIC_CLERK = "clinic_clerk"
    BRANCH_OFFICER = "branch_officer"


_P = Permission

_SCHOOL_READS = frozenset(
    {
        _P.WAVE_READ,
        _P.ROSTER_READ,
        _P.SUBMISSION_READ,
        _P.ENROLMENT_READ,
        _P.ENROLMENT_SEARCH,
        _P.CARD_READ,
        _P.INVOICE_READ,
        _P.PAYMENT_READ,
        _P.TRANSFER_READ,
        _P.COLLEAGUE_READ,
        _P.MESSAGE_READ,
        _P.CASE_READ,
    }
)

_ORMAS_READS = frozenset(
    {
        _P.UNIT_READ,
        _P.COLLEAGUE_READ,
        _P.MEMBER_READ,
        _P.MEMBER_SEARCH,
        _P.ROSTER_READ,
        _P.DUES_READ,
        _P.EVENT_READ,
        _P.ENROLMENT_READ,
        _P.ENROLMENT_SEARCH,
        _P.CARD_READ,
        _P.INVOICE_READ,
        _P.PAYMENT_READ,
        _P.TRANSFER_READ,
        _P.MESSAGE_READ,
        _P.CASE_READ,
    }
)
#: What is done for people, at any level.
_ORMAS_SERVES = frozenset(
    {
        _P.MEMBER_WRITE,
        _P.ROSTER_WRITE,
        _P.REGISTRATION_WRITE,
        _P.DUES_WRITE,
        _P.EVENT_WRITE,
        _P.ENROLMENT_WRITE,
        _P.PERSON_UNMASK,
        _P.INVOICE_SPLIT,
        _P.TENURE_WRITE,
        _P.TRANSFER_WRITE,
        _P.ENROLMENT_END,
        _P.MESSAGE_SEND,
        _P.CASE_OPEN,
        _P.CASE_WRITE,
    }
)

#: What an agent may, of their own recruits alone (`access.visibility`), and the manager of the whole wadah.
_RECRUITS = frozenset(
    {
        _P.PARTNER_READ,
        _P.ENROLMENT_READ,
        _P.ENROLMENT_SEARCH,
        _P.ENROLMENT_WRITE,
        _P.ENROLMENT_END,
        _P.REGISTRATION_WRITE,
        _P.PERSON_UNMASK,
        _P.CARD_READ,
        _P.DUES_READ,
        _P.DUES_WRITE,
        _P.INVOICE_READ,
        _P.INVOICE_SPLIT,
        _P.PAYMENT_READ,
        _P.TRANSFER_READ,
        _P.MESSAGE_SEND,
        _P.AGENT_READ,
        _P.INCENTIVE_READ,
        _P.INCENTIVE_DISPUTE,
        _P.CASE_READ,
        _P.CASE_OPEN,
        _P.CASE_WRITE,
    }
)
_AT_THE_DESK = frozenset(
    {
        _P.PARTNER_READ,
        _P.COVER_CHECK,
        _P.CASE_READ,
        _P.CASE_WRITE,
        _P.HEALTH_READ,
        _P.HEALTH_WRITE,
        _P.COLLEAGUE_READ,
    }
)

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.SCHOOL_READER: _SCHOOL_READS,
    Role.SCHOOL_OPERATOR: _SCHOOL_READS
    | {
        _P.WAVE_WRITE,
        _P.ROSTER_WRITE,
        _P.SUBMISSION_SEND,
        _P.ENROLMENT_WRITE,
        _P.PERSON_UNMASK,
        _P.CARD_PRINT,
        _P.INVOICE_SPLIT,
        _P.TRANSFER_WRITE,
        _P.ENROLMENT_END,
        _P.COLLEAGUE_WRITE,
        _P.SETTINGS_WRITE,
        _P.MESSAGE_SEND,
        _P.CASE_OPEN,
        _P.CASE_WRITE,
    },
    Role.SCHOOL_PRINCIPAL: _SCHOOL_READS
    | {
        _P.SUBMISSION_ENDORSE,
        _P.CARD_PRINT,
        _P.TRANSFER_WRITE,
        _P.COLLEAGUE_WRITE,
        _P.SETTINGS_WRITE,
        _P.MESSAGE_SEND,
        _P.CASE_OPEN,
        _P.CASE_WRITE,
    },
    Role.ORMAS_READER: _ORMAS_READS,
    Role.ORMAS_OFFICER: _ORMAS_READS | _ORMAS_SERVES,
    Role.ORMAS_COORDINATOR: _ORMAS_READS
    | _ORMAS_SERVES
    | {_P.UNIT_WRITE, _P.UNIT_ENTRUST, _P.COLLEAGUE_WRITE, _P.TARGET_WRITE},
    Role.PERISAI_AGENT: _RECRUITS,
    #: Answers for people whom another sponsor asks for: an agent would be judge in their own cause.
    Role.PERISAI_MANAGER: _RECRUITS
    | {
        _P.PAYOUT_ACCOUNT_WRITE,
        _P.AGENT_WRITE,
        _P.TRANSFER_WRITE,
        _P.COLLEAGUE_READ,
        _P.COLLEAGUE_WRITE,
        _P.MESSAGE_READ,
    },
    Role.CLINIC_CLERK: _AT_THE_DESK,
    Role.CLINIC_MANAGER: _AT_THE_DESK | {_P.COLLEAGUE_WRITE},
    Role.BRANCH_OFFICER: frozenset(
        {
            _P.WAVE_READ,
            _P.ROSTER_READ,
            _P.SUBMISSION_READ,
            _P.SUBMISSION_DECIDE,
            _P.ENROLMENT_READ,
            _P.ENROLMENT_SEARCH,
            _P.PERSON_UNMASK,
            _P.CARD_READ,
            _P.INVOICE_READ,
            _P.INVOICE_ISSUE,
            _P.INVOICE_VOID,
            _P.PAYMENT_READ,
            _P.PAYMENT_RECORD,
            _P.TRANSFER_READ,
            _P.TRANSFER_WRITE,
            _P.LIKENESS_ANSWER,
            _P.ENROLMENT_END,
            _P.COLLEAGUE_READ,
            _P.COLLEAGUE_WRITE,
            _P.ORGANISATION_READ,
            _P.ORGANISATION_WRITE,
            _P.UNIT_READ,
            _P.POLICY_READ,
            _P.POLICY_WRITE,
            _P.MESSAGE_READ,
            _P.MESSAGE_SEND,
            _P.MESSAGE_WRITE,
            _P.AUDIT_READ,
            _P.AUDIT_KEEP,
            _P.QUEUE_READ,
            _P.QUEUE_WRITE,
            _P.REPORT_READ,
            _P.AGENT_READ,
            _P.AGENT_WRITE,
            _P.AGENT_DECIDE,
            _P.CASE_READ,
            _P.CASE_OPEN,
            _P.CASE_WRITE,
            _P.CASE_DECIDE,
            _P.SIGNAL_READ,
            _P.SIGNAL_WRITE,
            _P.HEALTH_READ,
            _P.HEALTH_WRITE,
            _P.INCENTIVE_READ,
            _P.INCENTIVE_DECIDE,
            _P.PAYOUT_PREPARE,
            _P.PAYOUT_APPROVE,
            _P.SIPP_READ,
            _P.SIPP_WRITE,
            _P.SIPP_TAKE,
        }
    ),
}

#: Roles that a member of one kind of organisation may hand out to a colleague.
SCHOOL_ROLES = (Role.SCHOOL_OPERATOR, Role.SCHOOL_READER, Role.SCHOOL_PRINCIPAL)
ORMAS_ROLES = (Role.ORMAS_COORDINATOR, Role.ORMAS_OFFICER, Role.ORMAS_READER)
PERISAI_ROLES = (Role.PERISAI_MANAGER, Role.PERISAI_AGENT)
CLINIC_ROLES = (Role.CLINIC_MANAGER, Role.CLINIC_CLERK)
BRANCH_ROLES = (Role.BRANCH_OFFICER,)

#: What the people of a suspended partner still do: it cannot wait, or it is somebody else who would.
SUSPENDED_KEEPS = frozenset(
    {
        _P.CASE_OPEN,
        _P.CASE_WRITE,
        _P.HEALTH_WRITE,
        _P.ENROLMENT_SEARCH,
        _P.ENROLMENT_END,
        _P.TRANSFER_WRITE,
    }
)


def while_suspended(permissions: frozenset[Permission]) -> frozenset[Permission]:
    """What is left of these while the branch has suspended the partner: to read, and what cannot wait."""
    return frozenset(each for each in permissions if each.value.endswith(":read")) | (permissions & SUSPENDED_KEEPS)


#: What a higher unit of an ormas may take from the people of a lower one, whatever their role.
WITHHOLDABLE = (
    _P.UNIT_WRITE,
    _P.TENURE_WRITE,
    _P.COLLEAGUE_WRITE,
    _P.MEMBER_WRITE,
    _P.TARGET_WRITE,
    _P.REGISTRATION_WRITE,
    _P.DUES_WRITE,
    _P.EVENT_WRITE,
)
