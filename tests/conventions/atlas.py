"""Every door of the portal, as the app itself knows them, and real ids to knock with."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property
from typing import Any, Self
from uuid import UUID, uuid4

import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from portal.access import audit
from portal.access.actor import Actor
from portal.access.audit import Action
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
from portal.models import (
    AuditEvent,
    BankRow,
    Branch,
    Consent,
    Credit,
    Enrolment,
    Event,
    IncentiveEntry,
    Invoice,
    Message,
    Organisation,
    PasswordReset,
    Payment,
    RosterRow,
    SecondFactor,
    Signal,
    SippLine,
    SippLineState,
    Transfer,
    User,
    Wave,
    db,
)
from portal.models.job import enqueue
from portal.models.transaction import transaction
from portal.papers.incoming import Paper
from portal.pictures.developing import developed
from portal.rules.accidents import Evidence
from portal.rules.policies import CATALOGUE
from portal.services import (
    agents,
    agreement_papers,
    bank_payments,
    cards,
    case_decisions,
    case_feedback,
    deaths,
    disputes,
    enrolments,
    guardian_consents,
    invitations,
    ktp_photos,
    members,
    memberships,
    nik_proposals,
    opt_outs,
    payout_runs,
    placements,
    referrals,
    relocations,
    reminders,
    resets,
    school_sheets,
    sign_in,
    sipp_files,
    sipp_results,
    tenures,
    transfers,
    unit_sheets,
    units,
)
from portal.services.members import Description
from portal.services.placements import Host
from portal.services.relocations import Choice
from portal.values import clock
from portal.values.clock import start_of, today
from portal.values.month import Month
from portal.values.token import Token
from tests import databases
from tests.cast import Cast, Person, newcomer
from tests.conventions import tally
from tests.make import (
    accidents,
    bank,
    classes,
    comers,
    drive,
    dues,
    earnings,
    guardians,
    handing_over,
    journey,
    member_lists,
    people,
    photos,
    signals,
    workers,
)
from tests.make.journey import Journey

#: What only a clinic's people may, of all that act in the portal of the Perisai.
AT_THE_DESK = PERMISSIONS[Role.CLINIC_CLERK] - PERMISSIONS[Role.PERISAI_MANAGER]


class Unknown(AssertionError):
    """The sweeps do not know how to make an id that a URL wants: teach `World` to."""


#: The name under which a database remembers the world as it was first made; what else was known of it then, by the
#: database's URL; and what of it belongs to one test.
_WORLD = "world"
_worlds: dict[str, dict[str, Any]] = {}
_PASSING = {"app", "cast", "visitor", "_ways"}

_OF_A_WAVE = {
    "schools.rosters.new",
    "schools.rosters.create",
    "schools.interns.new",
    "schools.interns.create",
}


#: Doors that want a group in another state than their arguments say.
_OWN_GROUPS = dict.fromkeys(
    (
        "schools.copies.new",
        "schools.copies.create",
        "schools.guardian_consents.index",
        "schools.placements.index",
        "schools.placements.create",
        "schools.host_letters.show",
        "schools.consent_sheets.index",
        "schools.consent_sheets.create",
    ),
    "covered",
)


@dataclass(frozen=True)
class Door:
    """One endpoint by one method."""

    endpoint: str
    method: str
    path: str
    requires: Any
    arguments: frozenset[str]

    @property
    def portal(self) -> str:
        return self.endpoint.partition(".")[0]

    @property
    def house(self) -> str:
        """Who opens it: the people of its portal, but at the clinic's desk the clinic's."""
        return "clinic" if self.portal == "perisai" and self.permission in AT_THE_DESK else self.portal

    @property
    def action(self) -> str:
        return self.endpoint.rpartition(".")[2]

    @property
    def permission(self) -> Permission | None:
        return self.requires if isinstance(self.requires, Permission) else None

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


@dataclass(frozen=True)
class Bough:
    """A unit and what it has, by id."""

    unit: UUID
    tenure: UUID
    sheet: UUID
    member: UUID
    colleague: UUID
    #: Somebody on the unit's roster.
    listed: UUID
    invitation: UUID | None = None
    own_invitation: UUID | None = None


@dataclass(frozen=True)
class Muster:
    """A unit's list of members, one row of it, and a question whom a member is, by id."""

    roster: UUID
    row: UUID
    likeness: UUID


@dataclass(frozen=True)
class Drive:
    """An event of a unit, a guest on its list, somebody to be called, by id; the code at its door."""

    event: UUID
    line: UUID
    lead: UUID
    code: str


@dataclass(frozen=True)
class Wadah:
    """Who acts for the wadah beside the cast, and who is invited to it, by id."""

    agent: Person
    invitation: UUID

    @property
    def member(self) -> UUID:
        return self.agent.membership_id


@dataclass(frozen=True)
class Dues:
    """What the people of a unit have, by id: a sheet somebody is ticked on, a bill to be paid, one that is."""

    sheet: UUID
    enrolment: UUID
    invoice: UUID
    payment: UUID


#: What of a unit takes long to make, and so is made only for the doors that ask for it.
_OF_COMERS = {"link_id", "applicant_id", "meeting_id", "photo_id"}
_OF_DUES = {"dues_id": "sheet", "enrolment_id": "enrolment", "invoice_id": "invoice", "payment_id": "payment"}


#: What of the incentive ledger is there in one shape, and what a door wants in a shape of its own.
_OF_THE_LEDGER = {"payee_id", "month", "entry_id", "dispute_id", "payout_id"}
_OF_THE_DRIVE = {"event_id": "event", "line_id": "line", "lead_id": "lead"}


def doors(app: Flask) -> list[Door]:
    """All of them; a rule that answers GET and POST is two."""
    return [
        Door(
            rule.endpoint,
            method,
            rule.rule,
            getattr(app.view_functions[rule.endpoint], "requires", None),
            frozenset(rule.arguments),
        )
        for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


#: What of a unit concerns somebody who moves or died.
_OF_MOVING: dict[str, Callable[[Any], UUID]] = {
    "transfer_id": lambda world: world._unit_transfer(),
    "death_id": lambda world: world._unit_death(),
    "relocation_id": lambda world: world._unit_relocation(),
}


class World:
    """SMKN 1 with groups in every state, a unit below PAC Cicendo with all that a unit has, and for each door the URL
    that leads to something of its own there."""

    def __init__(self, app: Flask, cast: Cast) -> None:
        self.app, self.cast, self.visitor = app, cast, cast.sari
        self._people = self._units = self._workers = self._months = self._accidents = self._papers = 0
        self._made: dict[str, Any] = {}
        #: Whether there is something that was not kept, and when something was kept last, in commits.
        self._fresh, self._kept_at = True, -1
        with transaction():
            self.officer = newcomer("Dedi Mulyana", Role.BRANCH_OFFICER, cast.bandung, None)
            self.colleague = newcomer("Ani Lestari", Role.SCHOOL_READER, cast.bandung, cast.smkn1)
        self.groups = {name: make(self._next()) for name, make in self._ways.items()}
        self.invited, self.invitation = self._invite(cast.sari)
        self.invited_officer, self.officer_invitation = self._invite(cast.hasan)
        self.bough = self._bough()
        self.muster = self._muster()
        self.wadah = self._wadah()

    @classmethod
    def of(cls, app: Flask, cast: Cast) -> Self:
        """The world with all that any door asks for. The first time it is made, which takes as long as many sweeps;
        afterwards it is put back. Who signed in before is forgotten."""
        url = str(app.config["SQLALCHEMY_DATABASE_URI"])
        if url not in _worlds:
            world = cls(app, cast)
            for door in doors(app):
                world.url(door)
            databases.remember(world._let_go(), _WORLD)
            _worlds[url] = {name: value for name, value in vars(world).items() if name not in _PASSING}
            _worlds[url] |= {"_made": dict(world._made), "groups": dict(world.groups)}
            return world
        world = cls.__new__(cls)
        vars(world).update(_worlds[url], app=app, cast=cast, visitor=cast.sari, _fresh=True)
        world._made, world.groups = dict(world._made), dict(world.groups)
        databases.recall(world._let_go(), _WORLD)
        tally.forgotten()
        return world

    def url(self, door: Door) -> str:
        """The way to something of SMKN 1's behind this door; to something of `visitor`'s own, in accounts."""
        values = {argument: self._value(argument, door) for argument in door.arguments}
        # Some pages are asked about a wave and not found below one.
        asked = {"gelombang": self.groups["listed"].wave} if door.endpoint in _OF_A_WAVE else {}
        return self.app.url_map.bind("localhost").build(door.endpoint, values | asked, method=door.method)

    def nowhere(self, door: Door) -> str:
        """The same door with ids of nothing."""
        values: dict[str, Any] = {argument: self._value(argument, door) for argument in door.arguments}
        values = {name: uuid4() if isinstance(value, UUID) else value for name, value in values.items()}
        return self.app.url_map.bind("localhost").build(door.endpoint, values, method=door.method)

    def keep(self) -> None:
        """Remember everything as it is now, before somebody goes through a door."""
        if self._fresh:
            databases.remember(self._let_go())
            self._fresh, self._kept_at = False, tally.commits()

    @property
    def changed(self) -> bool:
        """Whether anything was written since it was kept."""
        return tally.commits() != self._kept_at

    def renew(self) -> None:
        """Somebody went through a door, and what it led to has changed: everything is again as it was kept."""
        if self.changed:
            databases.recall(self._let_go())
            tally.forgotten()
            self._kept_at = tally.commits()

    def _let_go(self) -> str:
        """Where everything is kept, now that nobody holds it open."""
        url = str(self.app.config["SQLALCHEMY_DATABASE_URI"])
        db.session.remove()
        db.engine.dispose()
        return url

    def another(self, role: Role, organisation_id: UUID | None) -> Person:
        """Somebody nobody knows yet, inside a transaction."""
        return newcomer(f"Orang{uuid4().hex[:8]} Baru", role, self.cast.bandung, organisation_id)

    def _bough(self) -> Bough:
        """A fresh unit below PAC Cicendo, with an officer, a sheet that waits, somebody who acts for it and for the
        PAC, and somebody invited to each."""
        yanto = self.cast.yanto
        self._units += 1
        with transaction():
            actor = yanto.actor()
            parent = actor.find(Organisation, self.cast.cicendo)
            unit = units.open_unit(actor, parent, name=f"Ranting Uji {self._units}", code=f"UJI-{self._units}")
            tenure = tenures.begin(actor, unit, name="Ujang", title="Ketua", start=today())
            lines = f"Kode;Nama;Tingkat;Kode Induk\nANAK-{self._units};Anak Ranting 1;;UJI-{self._units}\n"
            sheet = unit_sheets.receive(actor, unit, content=lines.encode(), filename="unit.csv")
            member = self.another(Role.ORMAS_READER, unit.id)
            colleague = self.another(Role.ORMAS_READER, self.cast.cicendo)
            listed = members.add(actor, unit, Description("Entin Kartini", f"U{self._units}", phone="+62812345678"))
            db.session.flush()
            made = Bough(unit.id, tenure.id, sheet.id, member.membership_id, colleague.membership_id, listed.id)
        return replace(
            made,
            invitation=self._invite(yanto, to=made.unit)[1],
            own_invitation=self._invite(yanto, to=self.cast.cicendo)[1],
        )

    def _muster(self) -> Muster:
        """A fresh list of the fresh unit, two good rows and one with a fault; and a member who is like an intern."""
        yanto, at = self.cast.yanto, self._units
        good = [f"B-{at}-{each};Anggota {'ABC'[each]};;;;;;" for each in range(2)]
        roster = member_lists.listed(yanto, self.bough.unit, [*good, f"B-{at}-9;;;;;;;"])
        found = yanto.actor().sees(RosterRow).where(RosterRow.roster_id == roster).order_by(RosterRow.number)
        row = db.session.scalars(found.limit(1)).one().id
        return Muster(roster, row, member_lists.likeness(yanto, self.bough.unit, f"M-{at}", 9 + at % 3))

    def _wadah(self) -> Wadah:
        """Another agent of the wadah, and somebody invited to it."""
        with transaction():
            agent = self.another(Role.PERISAI_AGENT, self.cast.mandiri)
        return Wadah(agent, self._invite(self.cast.ratna, to=self.cast.mandiri)[1])

    def recruit(self) -> UUID:
        """Somebody whom the other agent of the wadah brought in."""
        self._workers += 1
        return workers.registered(self.wadah.agent, [self._workers - 1])[0]

    def _ledger(self) -> dict[str, UUID]:
        """A line of Dewi's that she disputes."""
        dewi = self.cast.dewi
        self._workers += 1
        earnings.brought_in(dewi, self.cast.hasan, [self._workers - 1])
        with transaction():
            actor = dewi.actor()
            own = actor.sees(IncentiveEntry).order_by(IncentiveEntry.created_at.desc()).limit(1)
            line = db.session.scalars(own).one()
            dispute = disputes.open_one(actor, line, "Orang ini binaan saya sejak lama.")
            return {"entry_id": line.id, "dispute_id": dispute.id}

    def _payouts(self) -> dict[str, UUID]:
        """Three months that the other officer prepared: one sent, one approved, one a draft; and a paid line of the
        first. Each time later ones, since months are paid in their order."""
        first, self._months = Month(2023, 1) + self._months, self._months + 3
        actor = self.officer.actor()
        while (waiting := payout_runs.first_waiting(actor)) is not None and waiting < first:
            earnings.agree(self.cast.hasan, earnings.added_up(self.officer, waiting))
        for month in (first, first + 1, first + 2):
            with time_machine.travel(start_of(month.first_day) + timedelta(days=4), tick=True):
                self._workers += 1
                earnings.brought_in(self.cast.dewi, self.cast.hasan, [self._workers - 1])
        earnings.accounts(self.cast.dewi)
        runs = {
            name: earnings.added_up(self.officer, first + at) for at, name in enumerate(("sent", "approved", "draft"))
        }
        for name in ("sent", "approved"):
            earnings.agree(self.cast.hasan, runs[name])
        earnings.deliver(self.officer, runs["sent"])
        earnings.accounts(self.cast.ratna)
        paid = [each for each in earnings.paid_lines(self.officer, runs["sent"]) if each.agent_id]
        return runs | {"line": paid[0].id}

    def _of_the_ledger(self, argument: str, door: Door) -> Any:
        match argument:
            case "month":
                return str(Month.of(today()))
            case "payee_id":
                self._once("ledger", self._ledger)
                return self.cast.dewi.membership_id
            case "payout_id":
                wants = {"payout_deliveries": "approved", "payout_files": "sent"}
                return self._once("payouts", self._payouts)[wants.get(door.endpoint.split(".")[1], "draft")]
        return self._once("ledger", self._ledger)[argument]

    def _school_sheet(self) -> UUID:
        """A list of schools that Hasan mends."""
        with transaction():
            rows = b"NPSN;Nama Sekolah\n2021;SMK Kurang\n20217777;SMK Baik\n"
            return school_sheets.receive(self.cast.hasan.actor(), content=rows, filename="smk.csv").id

    def _agreement(self) -> UUID:
        """A signed agreement of SMKN 1 on file."""
        with transaction():
            actor = self.cast.hasan.actor()
            made = developed(photos.photo())
            paper = Paper(made.content, "image/jpeg", 1, made.origin)
            return agreement_papers.add(actor, actor.find(Organisation, self.cast.smkn1), paper).id

    def _dues(self, by: Person, unit: UUID) -> Dues:
        """Six people of a unit, or of an agent: one has paid, two stand on a bill with a code, one is ticked on a
        sheet."""
        self._workers += 6
        people = workers.registered(by, range(self._workers - 6, self._workers), unit=unit)
        sheet = dues.opened(by, unit=unit)
        dues.ticked(by, sheet, [1])
        payment = dues.paid(self.cast.hasan, dues.billed(by, sheet))
        sheet = dues.opened(by, unit=unit)
        dues.ticked(by, sheet, [1, 2])
        invoice = dues.billed(by, sheet)
        dues.issued(self.cast.hasan, invoice)
        sheet = dues.opened(by, unit=unit)
        dues.ticked(by, sheet, [1])
        return Dues(sheet, people[0], invoice, payment)

    def _money(self) -> dict[str, UUID]:
        """A statement: a row for a bill that waits, one for a bill that is paid, one that names none."""
        hasan = self.cast.hasan.actor()
        waits, paid = (hasan.find(Invoice, self.groups[name].invoice or uuid4()) for name in ("approved", "covered"))
        texts = {"bank_payments": waits.number, "bank_keepings": paid.number, "bank_rows": "setoran tunai"}
        lines = [bank.line(str(waits.total.amount), text, day=f"{today():%d/%m/%Y}") for text in texts.values()]
        statement = bank.received(self.cast.hasan, bank.file(lines))
        ids = {name: row.id for name, row in zip(texts, bank.rows(self.cast.hasan, statement), strict=True)}
        twice = bank.received(self.cast.hasan, bank.file([bank.line("9.000", f"{paid.number} dua kali")]))
        [row] = bank.rows(self.cast.hasan, twice)
        with transaction():
            actor = self.cast.hasan.actor()
            bank_payments.keep(actor, actor.find(BankRow, row.id))
            credit = db.session.scalars(actor.sees(Credit).where(Credit.row_id == row.id)).one().id
        return ids | {"statement_id": statement, "bank_dismissals": ids["bank_rows"], "credit_id": credit}

    def _drive(self) -> Drive:
        """An event of the unit today: a member and a guest came, both interested, one of them is to be called."""
        yanto = self.cast.yanto
        event = drive.planned(yanto, unit=self.bough.unit)
        drive.came(yanto, event, [self.bough.listed])
        guest = drive.guest(yanto, event, "Tamu Pertama", "+6281234567890")
        drive.interested(yanto, event, [each.id for each in drive.lines(yanto, event)])
        lead = drive.assigned(yanto, event, [guest])[-1]
        return Drive(event, guest, lead, yanto.actor().find(Event, event).code)

    @property
    def waiting(self) -> UUID:
        """Somebody who came by the unit's link."""
        return self._once("comers", self._comers)["applicant_id"]  # type: ignore[no-any-return]

    def _comers(self) -> dict[str, Any]:
        """A link of the unit, and somebody who came by it; a paper with a photograph that is looked at."""
        self._workers += 1
        link_id, code = comers.link(self.cast.yanto, unit=self.bough.unit)
        applicant_id = comers.came(self.cast.yanto, code, self._workers - 1)
        meeting_id = comers.paper(self.cast.yanto, unit=self.bough.unit)
        photo_id = comers.photographed(self.cast.yanto, meeting_id)
        comers.looking(self.cast.yanto, meeting_id)
        return {
            "link_id": link_id,
            "code": code,
            "applicant_id": applicant_id,
            "meeting_id": meeting_id,
            "photo_id": photo_id,
        }

    @property
    def filled_in(self) -> UUID:
        """A line that a pupil filled in, for the wave that waits."""
        self._once("class link", self._class_link)
        return classes.lines(self.cast.sari)[-1].id

    @property
    def consent_sheet(self) -> UUID:
        return self._once("consent sheet", self._consent_sheet)["consent_sheet_id"]  # type: ignore[no-any-return]

    def _consent_sheet(self) -> dict[str, UUID]:
        """A printed sheet of the covered interns, and a photograph of it."""
        sheet = guardians.sheet(self.cast.sari, self.groups["covered"].wave)
        return {"consent_sheet_id": sheet, "consent_photo_id": guardians.photographed(self.cast.sari, sheet)}

    def _class_link(self) -> dict[str, Any]:
        """A link for two classes of the wave that waits, and a pupil who filled in a line by it."""
        made = classes.link(self.cast.sari, self.groups["listed"].wave)
        self._people += 1
        classes.filled_in(made[1], self._people - 1)
        return {"link_id": made[0], "code": made[1]}

    @cached_property
    def _ways(self) -> dict[str, Callable[[Iterable[int]], Journey]]:
        sari, hasan = self.cast.sari, self.cast.hasan
        return {
            "listed": lambda numbers: journey.listed(sari, numbers, name=f"Terdaftar {self._people}"),
            "sent": lambda numbers: journey.sent(sari, numbers, name=f"Diajukan {self._people}"),
            "approved": lambda numbers: journey.approved(sari, hasan, numbers, name=f"Ditagih {self._people}"),
            "covered": lambda numbers: journey.covered(sari, hasan, numbers, name=f"Lunas {self._people}"),
        }

    def _next(self, count: int = 3) -> range:
        self._people += count
        return range(self._people - count, self._people)

    def _group(self, door: Door) -> str:
        for argument, group in (
            ("submission_id", "sent"),
            ("roster_id", "listed"),
            ("invoice_id", "approved"),
            ("payment_id", "covered"),
            ("enrolment_id", "covered"),
            ("case_id", "covered"),
            ("transfer_id", "covered"),
            ("death_id", "covered"),
            ("print_id", "covered"),
            ("code", "covered"),
        ):
            if argument in door.arguments:
                # Who is covered goes; a class that was sent in can go again.
                return _OWN_GROUPS.get(door.endpoint, group)
        return _OWN_GROUPS.get(door.endpoint, "listed")

    def _value(self, argument: str, door: Door) -> Any:
        db.session.rollback()
        if door.portal == "ormas" or argument == "unit_id":
            return self._of_the_unit(argument, door)
        if argument in _OF_THE_LEDGER:
            return self._of_the_ledger(argument, door)
        if door.portal == "perisai":
            return self._of_the_wadah(argument, door)
        if ".ktp_photos." in door.endpoint:
            return self._once("photographed", self._photographed)
        if argument in {"statement_id", "row_id", "credit_id"} and "/uang-masuk/" in door.path:
            return self._once("money", self._money)[argument if argument != "row_id" else door.endpoint.split(".")[1]]
        group = self.groups[self._group(door)]
        sari = self.cast.sari.actor()
        match argument:
            case "wave_id":
                return group.wave
            case "roster_id":
                return group.roster
            case "submission_id":
                return group.submission
            case "invoice_id":
                return group.invoice
            case "payment_id":
                return group.payment
            case "row_id":
                rows = sari.sees(RosterRow).where(RosterRow.roster_id == group.roster).order_by(RosterRow.number)
                return db.session.scalars(rows).all()[0].id
            case "enrolment_id":
                enrolled = sari.sees(Enrolment).where(Enrolment.wave_id == group.wave).order_by(Enrolment.id)
                return db.session.scalars(enrolled).all()[0].id
            case "case_id":
                return self._case(door)
            case "document_id":
                return self._document(door)
            case "code" if "hadir" in door.path:
                return self._once("drive", self._drive).code
            case "token" if "ajak" in door.path:
                return referrals.token(self.cast.agus.membership_id)
            case "code" if door.endpoint.startswith("public.applicants."):
                return self._once("comers", self._comers)["code"]
            case "code" if door.endpoint.startswith("public.entries."):
                return self._once("class link", self._class_link)["code"]
            case "consent_sheet_id" | "consent_photo_id":
                return self._once("consent sheet", self._consent_sheet)[argument]
            case "link_id":
                return self._once("class link", self._class_link)["link_id"]
            case "code" if door.endpoint.startswith("public.waves."):
                return sari.find(Wave, group.wave).code
            case "placement_id":
                return self._once("placement", self._placement)
            case "code" if "kuitansi" in door.path:
                return sari.find(Payment, group.payment or uuid4()).code
            case "code" if door.endpoint.startswith("public.agents."):
                return agents.find(self.cast.ratna.actor(), self.cast.dewi.membership_id).code
            case "code":
                enrolled = sari.sees(Enrolment).where(Enrolment.wave_id == group.wave).order_by(Enrolment.id)
                return db.session.scalars(enrolled).all()[0].card_code
            case "agent_id":
                return self.wadah.member
            case "organisation_id" if door.endpoint.startswith("branch.ormas."):
                return self.cast.garuda
            case "line_id":
                return self._once("payouts", self._payouts)["line"]
            case "organisation_id" if door.endpoint.startswith(("branch.wadah.", "branch.incentive_terms.")):
                return self.cast.mandiri
            case "queue":
                return "pengajuan"
            case "subject":
                return "sekolah"
            case "kind" if door.endpoint.startswith(("branch.report_files.", "branch.queue_files.")):
                return "xlsx"
            case "sheet_id" if door.endpoint.startswith("branch.sipp_columns."):
                return self._once("sipp sheet", self._sipp_sheet)
            case "sheet_id":
                return self._once("school sheet", self._school_sheet)
            case "number":
                return 2
            case "paper_id":
                return self._once("agreement", self._agreement)
            case "organisation_id" if door.endpoint.startswith("branch.clinics."):
                return self.cast.sehat
            case "organisation_id":
                return self.cast.smkn1
            case "membership_id":
                return self.officer.membership_id if self._of_the_branch(door) else self.colleague.membership_id
            case "invitation_id":
                return self.officer_invitation if self._of_the_branch(door) else self.invitation
            case "kind":
                return "reminder"
            case "factor_id":
                return db.session.scalars(select(SecondFactor.id)).first()
            case "event_id":
                told = self.cast.hasan.actor().sees(AuditEvent).order_by(AuditEvent.id.desc()).limit(1)
                return db.session.scalars(told).one().id
            case "session_id":
                return self._once(f"session of {self.visitor.name}", self._other_session)
            case "print_id":
                return self._once("printing", lambda: self._printing(group.wave))
            case "message_id" | "reminder_id":
                return self._reminder().id
            case "day":
                return self._reminder().day.isoformat()
            case "token" if door.endpoint.startswith("public.feedbacks."):
                return self._once("feedback", self._feedback)
            case "token" if door.endpoint.startswith("public.guardian_consents."):
                return guardian_consents.token(self._one_of("covered", 0))
            case "token" if door.endpoint.startswith("public.opt_outs."):
                return opt_outs.token(self._reminder().id)
            case "transfer_id":
                return self._once("school's transfer", self._school_transfer)
            case "death_id":
                return self._once("school's death", self._school_death)
            case "signal_id":
                return self._once("signal", self._signal)
            case "file_id":
                return self._once("sipp", self._sipp)
            case "result_id":
                return self._once("sipp result", self._sipp_result)
            case "returned_id":
                return self._once("sipp return", self._sipp_return)
            case "likeness_id":
                return self.muster.likeness
            case "key":
                return next(iter(CATALOGUE))
            case "token" if door.endpoint.startswith("accounts.resets."):
                return self._once("reset", self._reset)
            case "token":
                return self.invited.text
        raise Unknown(f"{door}: no idea what to put for <{argument}> in {door.path}")

    def _of_the_unit(self, argument: str, door: Door) -> Any:
        if argument in _OF_COMERS:
            return self._once("comers", self._comers)[argument]
        if argument in _OF_DUES:
            made = self._once("dues", lambda: self._dues(self.cast.yanto, self.bough.unit))
            return getattr(made, _OF_DUES[argument])
        if argument in _OF_THE_DRIVE:
            return getattr(self._once("drive", self._drive), _OF_THE_DRIVE[argument])
        if argument in {"message_id", "reminder_id"}:
            return self._reminder(self.cast.cicendo).id
        if argument == "day":
            return self._reminder(self.cast.cicendo).day.isoformat()
        if argument == "case_id":
            return self._case(door)
        if argument == "document_id":
            return self._document(door)
        below = "organisation_id" in door.arguments
        found = {
            "number": 1,
            "step": "hadir",
            "kind": "png",
            "unit_id": self.bough.unit,
            "organisation_id": self.bough.unit,
            "tenure_id": self.bough.tenure,
            "sheet_id": self.bough.sheet,
            "member_id": self.bough.listed,
            "membership_id": self.bough.member if below else self.bough.colleague,
            "invitation_id": self.bough.invitation if below else self.bough.own_invitation,
            "roster_id": self.muster.roster,
            "row_id": self.muster.row,
            "likeness_id": self.muster.likeness,
        }
        if argument in _OF_MOVING:
            return self._once(argument, lambda: _OF_MOVING[argument](self))
        if argument not in found:
            raise Unknown(f"{door}: no idea what to put for <{argument}> in {door.path}")
        return found[argument]

    def _of_the_wadah(self, argument: str, door: Door) -> Any:
        """Something of Dewi's, or of the wadah's where it is nobody's in particular."""
        if ".ktp_photos." in door.endpoint:
            return self._once("photographed", self._photographed)
        if argument in _OF_DUES:
            made = self._once("dues of Dewi", lambda: self._dues(self.cast.dewi, self.cast.mandiri))
            return getattr(made, _OF_DUES[argument])
        if argument in {"message_id", "reminder_id"}:
            return self._reminder(self.cast.mandiri).id
        if argument == "day":
            return self._reminder(self.cast.mandiri).day.isoformat()
        match argument:
            case "check_id":
                return self._once("check of Tono", self._check)
            case "number":
                return 1
            case "agent_id":
                own = self.visitor.role is Role.PERISAI_AGENT  # who sees no other
                return self.visitor.membership_id if own else self.wadah.member
            case "case_id":
                return self._case(door)
            case "document_id":
                return self._document(door)
            case "membership_id":
                return self.wadah.member
            case "invitation_id":
                return self.wadah.invitation
            case "transfer_id":
                asked = lambda: self._asked_for(self.cast.dewi, self.cast.mandiri)  # noqa: E731
                return self._once("transfer of Dewi", asked)
            case "death_id":
                return self._once("death of Dewi", self._recruit_death)
        raise Unknown(f"{door}: no idea what to put for <{argument}> in {door.path}")

    def _case(self, door: Door) -> UUID:
        """Somebody hurt: of SMKN 1's covered interns, of the unit, of Dewi's; treated where Tono works."""
        return self._once(f"case of {door.portal}", lambda: self._hurt(door.portal))  # type: ignore[no-any-return]

    def _hurt(self, portal: str) -> UUID:
        self._workers += 1
        if portal == "ormas":
            by, [who] = (
                self.cast.yanto,
                workers.registered(self.cast.yanto, [self._workers - 1], unit=self.bough.unit),
            )
        elif portal == "perisai":
            by = self.cast.dewi
            [who] = workers.registered(by, [self._workers - 1])
        else:
            by, who = self.cast.sari, self._one_of("covered", 0).id
            self._accidents += 1
        then = clock.now() - timedelta(hours=13 * self._accidents, minutes=5)
        return accidents.opened(by, who, clinic=self.cast.sehat, injury="memar", happened_at=then)

    def _document(self, door: Door) -> UUID:
        """A paper of that case, brought by who visits if they may, since whoever brought one may take it back."""
        owners = {"ormas": self.cast.yanto, "perisai": self.cast.dewi, "branch": self.cast.hasan}
        owner = owners.get(door.portal, self.cast.sari)
        ours = {"schools": SCHOOL_ROLES, "ormas": ORMAS_ROLES, "branch": BRANCH_ROLES}
        roles = ours.get(door.portal, PERISAI_ROLES + CLINIC_ROLES)
        if self.visitor.role in roles and Permission.CASE_WRITE in PERMISSIONS[self.visitor.role]:
            owner = self.visitor
        case_id = self._case(door)
        self._papers += 1
        number = self._papers
        return self._once(  # type: ignore[no-any-return]
            f"paper of {owner.name} in {case_id}",
            lambda: accidents.brought(owner, case_id, Evidence.IDENTITY, number % 250),
        )

    def _feedback(self) -> str:
        token = Token.fresh()
        case_id = self._hurt("schools")
        with transaction():
            actor, case = self.cast.hasan.actor(), accidents.case_of(self.cast.hasan, case_id)
            case_decisions.refuse(actor, case, reason="Terjadi saat libur", version=case.version)
        with transaction():
            case_feedback.ask(self.cast.hasan.actor(), accidents.case_of(self.cast.hasan, case_id), token)
        return token.text

    def _check(self) -> UUID:
        """What Tono was told of somebody of Dewi's who has paid."""
        made = self._once("dues of Dewi", lambda: self._dues(self.cast.dewi, self.cast.mandiri))
        return accidents.checked(self.cast.tono, accidents.card_of(self.cast.dewi, made.enrolment))

    def _photographed(self) -> UUID:
        """Somebody whom Dewi registered with a photograph of the card."""
        self._workers += 1
        [enrolled] = workers.registered(self.cast.dewi, [self._workers - 1])
        with transaction():
            ktp_photos.add(self.cast.dewi.actor(), enrolled, developed(photos.photo(), ktp_photos.LIMITS))
        return enrolled

    def _recruit_death(self) -> UUID:
        dewi = self.cast.dewi
        self._workers += 1
        [enrolled] = workers.registered(dewi, [self._workers - 1])
        with transaction():
            actor = dewi.actor()
            return deaths.note(actor, actor.find(Enrolment, enrolled), today()).id

    def _unit_transfer(self) -> UUID:
        return self._asked_for(self.cast.yanto, self.bough.unit)

    def _asked_for(self, by: Person, unit: UUID) -> UUID:
        """Somebody of the unit's or the agent's, whom the PAC asks for."""
        self._workers += 1
        workers.registered(by, [self._workers - 1], unit=unit)
        with transaction():
            actor = self.cast.yanto.actor()
            parent, said = actor.find(Organisation, self.cast.cicendo), workers.texts(self._workers - 1)
            consent, day = Consent.SIGNED, today() + timedelta(days=1)
            return transfers.ask(actor, parent, said, wanted_from=day, consent=consent, sure=True).id

    def _unit_death(self) -> UUID:
        yanto = self.cast.yanto
        with transaction():
            actor = yanto.actor()
            unit = actor.find(Organisation, self.bough.unit)
            member = members.add(actor, unit, Description("Entin Almarhumah"))
            return deaths.note(actor, member, today()).id

    def _unit_relocation(self) -> UUID:
        """Everybody on the unit's roster went below another."""
        with transaction():
            actor = self.cast.yanto.actor()
            unit, into = (actor.find(Organisation, id_) for id_ in (self.bough.unit, self.cast.arjuna))
            listed = Choice(ticked=(self.bough.listed,))
            return relocations.relocate(actor, unit, into, listed, expected=1, with_enrolments=True).id

    def _school_transfer(self) -> UUID:
        """Somebody of the covered interns, whom the PAC asks for."""
        enrolment = self._one_of("covered", 1)
        waits = self.cast.sari.actor().sees(Transfer).where(Transfer.enrolment_id == enrolment.id, Transfer.WAITS)
        if (asked := db.session.scalars(waits).first()) is not None:
            return asked.id
        with transaction():
            actor = self.cast.yanto.actor()
            said = workers.texts(0) | {
                "nik": enrolment.participant.nik.digits,
                "birth_date": f"{enrolment.participant.birth_date:%d/%m/%Y}",
            }
            unit = actor.find(Organisation, self.cast.cicendo)
            day = today() + timedelta(days=20)
            return transfers.ask(actor, unit, said, wanted_from=day, consent=Consent.SIGNED, sure=True).id

    def _school_death(self) -> UUID:
        enrolment = self._one_of("covered", 2)
        if (noted := deaths.of(self.cast.sari.actor(), enrolment)) is not None:
            return noted.id
        with transaction():
            actor = self.cast.sari.actor()
            return deaths.note(actor, actor.find(Enrolment, enrolment.id), today()).id

    def _placement(self) -> UUID:
        """Where one of the covered interns works."""
        enrolment = self._one_of("covered", 0)
        with transaction():
            actor = self.cast.sari.actor()
            wave = actor.find(Wave, self.groups["covered"].wave)
            placements.place(actor, wave, [enrolment.id], Host(host="CV Maju Bersama", region="Kota Bandung"))
            placed = placements.of(actor, enrolment)
            assert placed
            return placed.id

    def _one_of(self, group: str, place: int) -> Enrolment:
        enrolled = self.cast.sari.actor().sees(Enrolment).where(Enrolment.wave_id == self.groups[group].wave)
        some = enrolled.order_by(Enrolment.id).options(joinedload(Enrolment.participant))
        return db.session.scalars(some).all()[place]

    def _once(self, name: str, make: Callable[[], Any]) -> Any:
        if name not in self._made:
            self._made[name], self._fresh = make(), True
        return self._made[name]

    def _of_the_branch(self, door: Door) -> bool:
        return door.portal == "branch" and "organisation_id" not in door.arguments

    def _sipp(self) -> UUID:
        """A workbook for SIPP, taken away by Hasan, of everybody whom he approved."""
        with transaction():
            actor = self.cast.hasan.actor()
            made = sipp_files.make(actor)
            return sipp_files.take(actor, made, b"", reason="diunggah ke SIPP").id

    def _sipp_result(self) -> UUID:
        """An answer of SIPP to another workbook than that of `file_id`: one of its people was taken."""
        return self._sipp_answer("NIK;No KPJ", "hasil.csv")

    def _sipp_sheet(self) -> UUID:
        """A file of answers whose columns nobody can tell."""
        return self._sipp_answer("Orang;Kartu", "aneh.csv")

    def _sipp_answer(self, titles: str, title: str) -> UUID:
        [covered] = self._next(1)
        journey.approved(self.cast.sari, self.cast.hasan, [covered], name=f"Diserahkan {self._people}")
        with transaction():
            actor = self.cast.hasan.actor()
            made = sipp_files.make(actor)
            sipp_files.take(actor, made, b"", reason="diunggah ke SIPP")
            sipp_files.hand_over(actor, made)
            said = f"{titles}\n{people.nik(covered).digits};26{covered:09}\n".encode()
            return sipp_results.read(actor, made, said, title=title).id

    def _sipp_return(self) -> UUID:
        """Whom SIPP refused, and whose school says another NIK."""
        [refused] = self._next(1)
        journey.approved(self.cast.sari, self.cast.hasan, [refused], name=f"Ditolak {self._people}")
        handing_over.answered(
            self.cast.hasan, handing_over.handed_over(self.cast.hasan), *handing_over.refused(refused)
        )
        with transaction():
            actor = self.cast.sari.actor()
            returned = actor.sees(SippLine).where(SippLine.state == SippLineState.RETURNED).order_by(SippLine.id)
            line = db.session.scalars(returned).all()[-1]
            enrolment = enrolments.find(actor, line.enrolment_id)
            nik_proposals.propose(actor, enrolment, people.nik(refused + 90_000).digits)
            return line.id

    def _invite(self, by: Person, *, to: UUID | None = None) -> tuple[Token, UUID]:
        token, email = Token.fresh(), f"tamu-{uuid4().hex[:8]}@contoh.sch.id"
        with transaction():
            actor = by.actor()
            unit = actor.find(Organisation, to) if to else None
            kind = unit.kind if unit else actor.organisation_kind
            made = invitations.invite(
                actor,
                token,
                name="Tamu Undangan",
                role=memberships.roles_for(kind)[-1],
                email=email,
                organisation=unit,
            )
            return token, made.id

    def _other_session(self) -> UUID:
        with transaction() as session:
            return sign_in.begin(session.get_one(User, self.visitor.user_id), Token.fresh(), days=1).id

    def _printing(self, wave: UUID) -> UUID:
        """A long printing, as one is asked for when a wave has many cards."""
        sari = self.cast.sari.actor()
        with transaction() as session:
            return enqueue(
                session,
                cards.KIND,
                {"wave": str(wave), "covered": False},
                subject=sari.find(Wave, wave),
                organisation_id=sari.organisation_id,
                branch_id=sari.branch_id,
                membership_id=sari.membership_id,
            ).id

    def _reminder(self, whose: UUID | None = None) -> Any:
        """What Sari was reminded of, on a day when her school's agreement was to end soon; or Yanto, of his PAC's."""
        db.session.rollback()
        whose = whose or self.cast.smkn1
        found = select(Message).where(Message.organisation_id == whose, Message.round_id.is_not(None))
        if (known := db.session.scalars(found).first()) is not None:
            return known
        with transaction() as session, audit.personal(Action.ORGANISATION_CHANGED, None):
            office = self.cast.hasan.actor().find(Organisation, whose)
            office.agreement_end = clock.today() + timedelta(days=14)
            session.flush()
        with transaction() as session:
            house = Actor.of_the_house(session.get_one(Branch, self.cast.bandung))
            reminders.write(house, reminders.Outlook(house, clock.today()), None)
        return db.session.scalars(found).first()

    def _signal(self) -> UUID:
        """People of the unit who gave one telephone."""
        self._workers += 4
        by, numbers = self.cast.yanto, range(self._workers - 4, self._workers)
        workers.registered(by, numbers, unit=self.bough.unit, phone="081233334444")
        signals.counted(self.cast.bandung)
        db.session.rollback()
        return db.session.scalars(self.cast.hasan.actor().sees(Signal).limit(1)).one().id

    def _reset(self) -> str:
        token = Token.fresh()
        with transaction():
            resets.ask(sign_in.candidate(self.cast.budi.email), token)
        assert db.session.scalars(select(PasswordReset).join(User, User.id == PasswordReset.user_id)).first()
        return token.text


def plain(text: str) -> str:
    """A page without what differs from one request to the next."""
    return re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|value=\"[^\"]{40,}\"", "…", text)
