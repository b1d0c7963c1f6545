"""Who may do what, by role."""

from __future__ import annotations

import pytest

from portal.access.permissions import (
    BRANCH_ROLES,
    CLINIC_ROLES,
    ORMAS_ROLES,
    PERISAI_ROLES,
    PERMISSIONS,
    SCHOOL_ROLES,
    Permission,
    Role,
)

pytestmark = pytest.mark.unit


def writes(role: Role) -> set[Permission]:
    return {permission for permission in PERMISSIONS[role] if not permission.endswith(":read")}


def test_every_role_is_somebodys_and_has_its_permissions() -> None:
    given = [*SCHOOL_ROLES, *ORMAS_ROLES, *PERISAI_ROLES, *CLINIC_ROLES, *BRANCH_ROLES]
    assert sorted(given) == sorted(Role)
    assert set(PERMISSIONS) == set(Role)


def test_a_reader_only_reads() -> None:
    assert writes(Role.SCHOOL_READER) == {Permission.ENROLMENT_SEARCH}  # which shows, and changes nothing
    assert PERMISSIONS[Role.SCHOOL_READER]


def test_who_sends_does_not_decide_and_who_decides_does_not_send() -> None:
    school = set().union(*(PERMISSIONS[role] for role in SCHOOL_ROLES))
    branch = set().union(*(PERMISSIONS[role] for role in BRANCH_ROLES))
    decisions = {
        Permission.SUBMISSION_DECIDE,
        Permission.INVOICE_ISSUE,
        Permission.INVOICE_VOID,
        Permission.PAYMENT_RECORD,
        Permission.POLICY_WRITE,
    }
    assert not decisions & school
    assert not {Permission.ROSTER_WRITE, Permission.SUBMISSION_SEND, Permission.SUBMISSION_ENDORSE} & branch


def test_the_second_pair_of_eyes_is_another_pair() -> None:
    assert Permission.SUBMISSION_ENDORSE not in PERMISSIONS[Role.SCHOOL_OPERATOR]
    assert Permission.SUBMISSION_SEND not in PERMISSIONS[Role.SCHOOL_PRINCIPAL]


def test_what_is_said_of_a_body_stays_with_the_clinic_and_the_branch() -> None:
    may = {role for role, permitted in PERMISSIONS.items() if Permission.HEALTH_READ in permitted}
    assert may == {*CLINIC_ROLES, *BRANCH_ROLES}
    asks = {role for role, permitted in PERMISSIONS.items() if Permission.COVER_CHECK in permitted}
    assert asks == set(CLINIC_ROLES), "any NIK may be asked about only where patients stand"


def test_who_earns_decides_nothing_of_what_is_earned() -> None:
    earns = set().union(*(PERMISSIONS[role] for role in PERISAI_ROLES))
    decides = {
        Permission.CASE_DECIDE,
        Permission.INCENTIVE_DECIDE,
        Permission.PAYOUT_PREPARE,
        Permission.PAYOUT_APPROVE,
    }
    assert not decides & earns
    assert Permission.TRANSFER_WRITE not in PERMISSIONS[Role.PERISAI_AGENT], "judge in their own cause"
    assert PERMISSIONS[Role.PERISAI_AGENT] < PERMISSIONS[Role.PERISAI_MANAGER]


def test_every_permission_is_granted_to_somebody() -> None:
    assert set().union(*PERMISSIONS.values()) == set(Permission)
