"""The school portal (Sekolah): waves, rosters, submissions, bills, cards."""

from portal.access.permissions import Permission
from portal.flows.cards import cards, papers, prints, sheets
from portal.flows.case_benefits import case_benefits
from portal.flows.case_deeds import case_clinics, case_prints, case_reports, take_ups
from portal.flows.case_documents import case_documents
from portal.flows.case_openings import case_openings
from portal.flows.case_people import case_people
from portal.flows.cases import cases
from portal.flows.colleagues import colleagues
from portal.flows.deaths import deaths, passings
from portal.flows.departures import departures
from portal.flows.enrolments import enrolments
from portal.flows.invoices import invoices
from portal.flows.leavings import leavings
from portal.flows.messages import messages, retries
from portal.flows.receipts import receipts
from portal.flows.rosters import rosters
from portal.flows.splits import splits
from portal.flows.submissions import quoted, submissions
from portal.flows.transfers import transfers
from portal.models import OrganisationKind
from portal.schools.class_links import class_links, class_posters
from portal.schools.consent_photos import consent_photos
from portal.schools.consent_sheets import consent_papers, consent_sheets
from portal.schools.copies import copies
from portal.schools.entries import entries, entry_approvals, entry_skips
from portal.schools.guardian_consents import guardian_consents, guardians
from portal.schools.home import home
from portal.schools.interns import interns
from portal.schools.nik_proposals import nik_proposals
from portal.schools.periods import periods
from portal.schools.placements import host_letters_, intern_placements, placements
from portal.schools.proofs import proofs
from portal.schools.settings import settings
from portal.schools.transfer_requests import transfer_requests
from portal.schools.waves import waves
from portal.schools.withdrawals import withdrawals
from portal.web import navigation
from portal.web.navigation import Room
from portal.web.resource import Portal

portal = Portal(
    "schools",
    __name__,
    url_prefix="/sekolah",
    admits=lambda actor: actor.organisation_kind is OrganisationKind.SCHOOL,
)

for resource in (
    home,
    departures,
    waves,
    copies,
    class_links,
    class_posters,
    entries,
    entry_approvals,
    entry_skips,
    guardian_consents,
    guardians,
    consent_sheets,
    consent_papers,
    consent_photos,
    proofs,
    placements,
    intern_placements,
    host_letters_,
    rosters,
    quoted,
    interns,
    submissions,
    enrolments,
    cards,
    sheets,
    prints,
    papers,
    invoices,
    splits,
    receipts,
    transfers,
    cases,
    case_openings,
    case_people,
    take_ups,
    case_clinics,
    case_reports,
    case_prints,
    case_documents,
    case_benefits,
    deaths,
    passings,
    leavings,
    periods,
    withdrawals,
    nik_proposals,
    transfer_requests,
    messages,
    retries,
    colleagues,
    settings,
):
    portal.register_blueprint(resource)

navigation.register(
    "schools",
    Room("schools.home.index", "Beranda", "house"),
    Room("schools.waves.index", "Gelombang PKL", "calendar", Permission.WAVE_READ),
    Room("schools.rosters.index", "Daftar siswa", "sheet", Permission.ROSTER_READ),
    Room("schools.submissions.index", "Pengajuan", "send", Permission.SUBMISSION_READ),
    Room("schools.enrolments.index", "Peserta", "id-card", Permission.ENROLMENT_READ),
    Room("schools.invoices.index", "Tagihan", "receipt", Permission.INVOICE_READ),
    Room("schools.cases.index", "Kasus", "triangle-alert", Permission.CASE_READ),
    Room("schools.transfers.index", "Pindah", "arrow-right-left", Permission.TRANSFER_READ),
    Room("schools.messages.index", "Pesan", "message", Permission.MESSAGE_READ),
    Room("schools.colleagues.index", "Rekan", "users", Permission.COLLEAGUE_READ),
    Room("schools.settings.edit", "Pengaturan", "settings", Permission.SETTINGS_WRITE),
)
