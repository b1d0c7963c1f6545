"""The people of the tests, each with a name and a place. Who sees what is told by who they are:

    Sari    operator of SMKN 1        Rina    operator of SMKN 2, the stranger
    Budi    may only read at SMKN 1   Hasan   officer of the branch of both schools
    Wahyu   principal of SMKN 1       Mira    officer of another branch

    Yanto   coordinator of PAC Cicendo, of the ormas Garuda Muda under Hasan's branch
    Agus    coordinator of Ranting Arjuna, below PAC Cicendo
    Euis    coordinator of PAC Andir, beside PAC Cicendo: the stranger

    Ratna   manager of the wadah Sinar Mandiri under Hasan's branch
    Dewi    an agent of it                  Joko    another agent of it: the stranger within the wadah
    Tono    clerk at the desk of Klinik Sehat Sentosa, a PLKK under Hasan's branch

`cast.sari.actor()` is the key for services; the fixture `sari` is her browser, signed in.
"""

from __future__ import annotations

import pickle
import sys
import time
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from uuid import UUID

import pyotp

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import BRANCH_ROLES, Permission, Role
from portal.models import (
    Agent,
    AgentState,
    Branch,
    FactorKind,
    Membership,
    Organisation,
    OrganisationKind,
    SecondFactor,
    User,
    db,
    new_id,
)
from portal.models.transaction import transaction
from portal.services import ormas, partners, passwords, second_factors, units
from portal.services.numbers import secret_code
from portal.values import clock
from portal.values.naming import name_key

#: Everybody's; long and uncommon, as the sign-in demands.
PASSWORD = "kuda-lumping-menari-pagi"
#: The secret of everybody's authenticator.
AUTHENTICATOR = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
#: What Garuda Muda calls its units, from the top down.
LEVELS = ("MPC", "PAC", "Ranting", "Anak Ranting")


@dataclass(frozen=True)
class Person:
    """Somebody who signs in, acting for one organisation or for a branch."""

    name: str
    email: str
    role: Role
    user_id: UUID
    membership_id: UUID
    branch_id: UUID
    organisation_id: UUID | None

    def actor(self) -> Actor:
        return Actor.acting(self.membership_id)


@dataclass(frozen=True)
class Cast:
    """Everybody, and the offices and schools they stand in (by id)."""

    bandung: UUID
    garut: UUID
    smkn1: UUID
    smkn2: UUID
    sari: Person
    budi: Person
    wahyu: Person
    rina: Person
    hasan: Person
    mira: Person
    #: The tree of an ormas: MPC → PAC → Ranting → Anak Ranting.
    garuda: UUID
    cicendo: UUID
    andir: UUID
    arjuna: UUID
    yanto: Person
    agus: Person
    euis: Person
    mandiri: UUID
    sehat: UUID
    ratna: Person
    dewi: Person
    joko: Person
    tono: Person

    @property
    def people(self) -> tuple[Person, ...]:
        schools = (self.sari, self.budi, self.wahyu, self.rina)
        perisai = (self.ratna, self.dewi, self.joko, self.tono)
        return (*schools, self.hasan, self.mira, self.yanto, self.agus, self.euis, *perisai)


def founder(branch_id: UUID) -> Actor:
    """Whoever sets a branch up before there is anyone in it: may do everything, sees only that branch."""
    return Actor(
        user_id=new_id(),
        name="Penyiap",
        membership_id=new_id(),
        role=Role.BRANCH_OFFICER,
        branch_id=branch_id,
        branch_name="Kantor Cabang",
        permissions=frozenset(Permission),
    )


def assemble() -> Cast:
    """Put everybody on the stage, in one transaction."""
    with transaction():
        bandung = _branch("BDG01", "Kantor Cabang Bandung")
        garut = _branch("GRT01", "Kantor Cabang Garut")
        smkn1 = _school(bandung, "SMK Negeri 1 Bandung", "20219158")
        smkn2 = _school(bandung, "SMK Negeri 2 Bandung", "20219159")
        garuda, cicendo, andir, arjuna = _ormas(founder(bandung))
        mandiri = partner(bandung, OrganisationKind.PERISAI, "Wadah Sinar Mandiri", npw="NPW-32-0001")
        sehat = partner(bandung, OrganisationKind.CLINIC, "Klinik Sehat Sentosa")
        return Cast(
            bandung,
            garut,
            smkn1,
            smkn2,
            sari=newcomer("Sari Wulandari", Role.SCHOOL_OPERATOR, bandung, smkn1),
            budi=newcomer("Budi Santoso", Role.SCHOOL_READER, bandung, smkn1),
            wahyu=newcomer("Wahyu Hidayat", Role.SCHOOL_PRINCIPAL, bandung, smkn1),
            rina=newcomer("Rina Marlina", Role.SCHOOL_OPERATOR, bandung, smkn2),
            hasan=newcomer("Hasan Basri", Role.BRANCH_OFFICER, bandung, None),
            mira=newcomer("Mira Lesmana", Role.BRANCH_OFFICER, garut, None),
            garuda=garuda,
            cicendo=cicendo,
            andir=andir,
            arjuna=arjuna,
            yanto=newcomer("Yanto Kusnadi", Role.ORMAS_COORDINATOR, bandung, cicendo),
            agus=newcomer("Agus Salim", Role.ORMAS_COORDINATOR, bandung, arjuna),
            euis=newcomer("Euis Komariah", Role.ORMAS_COORDINATOR, bandung, andir),
            mandiri=mandiri,
            sehat=sehat,
            ratna=newcomer("Ratna Juwita", Role.PERISAI_MANAGER, bandung, mandiri),
            dewi=newcomer("Dewi Anggraini", Role.PERISAI_AGENT, bandung, mandiri),
            joko=newcomer("Joko Susilo", Role.PERISAI_AGENT, bandung, mandiri),
            tono=newcomer("Tono Hartono", Role.CLINIC_CLERK, bandung, sehat),
        )


def _branch(code: str, name: str) -> UUID:
    branch_id = new_id()

    @audited(Action.BRANCH_OPENED, needs=None)
    def opened(_actor: Actor) -> Branch:
        branch = Branch(id=branch_id, code=code, name=name, created_at=clock.now())
        db.session.add(branch)
        return branch

    opened(founder(branch_id))
    return branch_id


def _school(branch_id: UUID, name: str, npsn: str) -> UUID:
    organisation_id = new_id()

    @audited(Action.ORGANISATION_REGISTERED, needs=Permission.ORGANISATION_WRITE)
    def registered(_actor: Actor) -> Organisation:
        school = Organisation(
            id=organisation_id,
            branch_id=branch_id,
            kind=OrganisationKind.SCHOOL,
            path=f"/{organisation_id}/",
            name=name,
            name_key=name_key(name),
            npsn=npsn,
            created_at=clock.now(),
        )
        db.session.add(school)
        return school

    registered(founder(branch_id))
    return organisation_id


def _ormas(by: Actor) -> tuple[UUID, UUID, UUID, UUID]:
    top = ormas.register(by, name="Garuda Muda Bandung", code="BDG", level_names=LEVELS)
    cicendo = units.open_unit(by, top, name="PAC Cicendo", code="BDG-01")
    andir = units.open_unit(by, top, name="PAC Andir", code="BDG-02")
    arjuna = units.open_unit(by, cicendo, name="Ranting Arjuna", code="BDG-01-01")
    return top.id, cicendo.id, andir.id, arjuna.id


def partner(branch_id: UUID, kind: OrganisationKind, name: str, *, npw: str = "") -> UUID:
    """A wadah or a clinic of Bandung, inside a transaction."""
    said = partners.Description(name=name, npw=npw, region="Kota Bandung", address="Jl. Asia Afrika 8")
    return partners.register(founder(branch_id), kind, said).id


def newcomer(
    name: str, role: Role, branch_id: UUID, organisation_id: UUID | None, *, password_hash: str = ""
) -> Person:
    """Somebody more, inside a transaction; the first word of the name makes the e-mail address."""
    email = f"{name.partition(' ')[0].lower()}@contoh.sch.id"

    @audited(Action.INVITATION_ACCEPTED, needs=None)
    def welcomed(_actor: Actor) -> Membership:
        now = clock.now()
        user = User(
            id=new_id(),
            name=name,
            email=email,
            password_hash=password_hash or _password_hash(),
            password_set_at=now,
            created_at=now,
        )
        membership = Membership(
            id=new_id(),
            user_id=user.id,
            branch_id=branch_id,
            organisation_id=organisation_id,
            role=role.value,
            started_at=now,
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(membership)
        db.session.flush()
        if role in BRANCH_ROLES:
            db.session.add(authenticator(user.id))
        if role is Role.PERISAI_AGENT:
            db.session.add(_agent(membership, name))
        return membership

    membership = welcomed(founder(branch_id))
    return Person(name, email, role, membership.user_id, membership.id, branch_id, organisation_id)


def authenticator(user_id: UUID) -> SecondFactor:
    """What whoever acts for a branch shows beside the password; `code_of` says what it shows."""
    now = clock.now()
    kind = FactorKind.TOTP
    return SecondFactor(user_id=user_id, kind=kind, name="HP saya", secret=AUTHENTICATOR, created_at=now)


def code_of(email: str) -> str:
    """The next code of this person's authenticator that was not taken yet: three are good at a time.

    The oldest first, unless it would be too old before a slow machine has sent it.
    """
    now = clock.now().timestamp()
    latest = int(now) // second_factors.STEP + second_factors.ASTRAY
    oldest = int(now + _TYPED_WITHIN) // second_factors.STEP - second_factors.ASTRAY
    taken = _taken.get(email, 0)
    # A step nobody could have taken yet was taken in a story whose clock ran ahead: its portal is closed.
    step = max(oldest, taken + 1 if taken <= latest else 0)
    if step > latest:
        time.sleep((step - second_factors.ASTRAY) * second_factors.STEP - now)
    _taken[email] = step
    return pyotp.TOTP(AUTHENTICATOR).generate_otp(step)


_taken: dict[str, int] = {}
#: Seconds a busy machine may need from reading a code to sending it.
_TYPED_WITHIN = 12


def _agent(membership: Membership, name: str) -> Agent:
    """Somebody who went through the onboarding, and whose letters hold for long."""
    today = clock.today()
    return Agent(
        id=membership.id,
        organisation_id=membership.organisation_id,
        branch_id=membership.branch_id,
        name=name,
        state=AgentState.ACTIVE,
        number=f"AG-{membership.id.int % 10**6:06}",
        certificate_number="SERT/1/2026",
        certificate_until=today + timedelta(days=400),
        assignment_number="ST/1/2026",
        assignment_start=today,
        assignment_end=today + timedelta(days=400),
        code=secret_code(),
        created_at=membership.started_at,
        approved_at=membership.started_at,
        approved_by="Penyiap",
        active_since=today,
    )


@cache
def _password_hash() -> str:
    """As the portal makes them today, so that nobody's first sign-in has to renew it."""
    return passwords.hashed(PASSWORD)


def main(kept: Path) -> None:
    """Put everybody on the stage of the environment's database, once for all tests that start from a copy of it."""
    from portal.app import create_app

    app = create_app()
    with app.app_context():
        kept.write_bytes(pickle.dumps(assemble()))
        db.session.remove()
        db.engine.dispose()


if __name__ == "__main__":
    from tests import cast  # what is pickled has to be known by the name it will be read under

    cast.main(Path(sys.argv[1]))
