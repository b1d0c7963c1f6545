"""The ormas portal: a coordinator's unit and all below it."""

from portal.access.permissions import Permission
from portal.flows.cards import single_cards, single_sheets
from portal.flows.case_benefits import case_benefits
from portal.flows.case_deeds import case_clinics, case_prints, case_reports, take_ups
from portal.flows.case_documents import case_documents
from portal.flows.case_openings import case_openings
from portal.flows.case_people import case_people
from portal.flows.cases import cases
from portal.flows.colleagues import colleagues
from portal.flows.deaths import deaths, passings
from portal.flows.dues import dues
from portal.flows.dues_bills import dues_bills
from portal.flows.dues_lines import dues_lines
from portal.flows.dues_papers import dues_papers
from portal.flows.enrolments import enrolments
from portal.flows.invoices import invoices
from portal.flows.leavings import leavings
from portal.flows.messages import messages, retries
from portal.flows.receipts import receipts
from portal.flows.rosters import rosters
from portal.flows.splits import splits
from portal.flows.transfers import transfers
from portal.flows.unit_histories import unit_histories
from portal.flows.units import units
from portal.models import OrganisationKind
from portal.ormas.admissions import admissions
from portal.ormas.applicants import applicant_transfers, applicants, approvals, refusals
from portal.ormas.attendances import attendances, recognitions, strikes
from portal.ormas.badges import badges
from portal.ormas.cancellations import cancellations
from portal.ormas.closures import closures
from portal.ormas.coverage import coverage
from portal.ormas.divisions import divisions
from portal.ormas.event_links import event_links
from portal.ormas.events import events
from portal.ormas.follow_ups import follow_ups
from portal.ormas.funnels import funnels
from portal.ormas.handovers import handovers
from portal.ormas.home import home
from portal.ormas.leads import answers, leads
from portal.ormas.levels import levels
from portal.ormas.likenesses import likenesses
from portal.ormas.links import links, posters
from portal.ormas.meetings import meeting_lines, meeting_papers, meetings
from portal.ormas.member_deeds import farewells, marks, member_deaths, member_moves
from portal.ormas.member_registrations import member_registrations
from portal.ormas.members import contacts, member_searches, members
from portal.ormas.mergers import mergers
from portal.ormas.moves import moves
from portal.ormas.names import names
from portal.ormas.openings import openings
from portal.ormas.referrals import flyers, referrals
from portal.ormas.registrations import registrations
from portal.ormas.relocations import relocations
from portal.ormas.rights import rights
from portal.ormas.roll_calls import guests, roll_calls
from portal.ormas.sheet_photos import photo_looks, sheet_photos
from portal.ormas.sheets import samples, sheets
from portal.ormas.targets import targets
from portal.ormas.tenures import tenures
from portal.ormas.tree import tree
from portal.web import navigation
from portal.web.navigation import Room
from portal.web.resource import Portal

portal = Portal(
    "ormas",
    __name__,
    url_prefix="/ormas",
    admits=lambda actor: actor.organisation_kind is OrganisationKind.ORMAS,
)

for resource in (
    home,
    tree,
    units,
    registrations,
    links,
    posters,
    meetings,
    meeting_papers,
    meeting_lines,
    sheet_photos,
    photo_looks,
    applicants,
    approvals,
    refusals,
    applicant_transfers,
    enrolments,
    single_cards,
    single_sheets,
    dues,
    dues_lines,
    dues_bills,
    dues_papers,
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
    messages,
    retries,
    unit_histories,
    openings,
    names,
    moves,
    mergers,
    divisions,
    relocations,
    closures,
    rights,
    sheets,
    samples,
    tenures,
    handovers,
    levels,
    rosters,
    admissions,
    likenesses,
    coverage,
    targets,
    member_registrations,
    members,
    member_searches,
    contacts,
    marks,
    member_moves,
    farewells,
    member_deaths,
    events,
    event_links,
    cancellations,
    roll_calls,
    guests,
    attendances,
    strikes,
    recognitions,
    badges,
    funnels,
    follow_ups,
    leads,
    answers,
    referrals,
    flyers,
    colleagues,
):
    portal.register_blueprint(resource)
portal.register_blueprint(colleagues, name="unit_colleagues", url_prefix="/unit/<uuid:organisation_id>/rekan")

navigation.register(
    "ormas",
    Room("ormas.home.index", "Beranda", "house"),
    Room("ormas.coverage.index", "Cakupan", "shield", Permission.MEMBER_READ),
    Room("ormas.members.index", "Anggota", "id-card", Permission.MEMBER_READ),
    Room("ormas.rosters.index", "Daftar anggota", "sheet", Permission.ROSTER_READ),
    Room("ormas.likenesses.index", "Cocokkan", "search", Permission.MEMBER_READ),
    Room("ormas.tree.index", "Unit", "building", Permission.UNIT_READ),
    Room("ormas.applicants.index", "Pendaftar", "inbox", Permission.ENROLMENT_READ),
    Room("ormas.enrolments.index", "Peserta", "id-card", Permission.ENROLMENT_READ),
    Room("ormas.dues.index", "Daftar iuran", "banknote", Permission.DUES_READ),
    Room("ormas.invoices.index", "Tagihan", "receipt", Permission.INVOICE_READ),
    Room("ormas.cases.index", "Kasus", "triangle-alert", Permission.CASE_READ),
    Room("ormas.transfers.index", "Pindah", "arrow-right-left", Permission.TRANSFER_READ),
    Room("ormas.events.index", "Kegiatan", "calendar", Permission.EVENT_READ),
    Room("ormas.leads.index", "Tindak lanjut", "check", Permission.EVENT_READ),
    Room("ormas.referrals.index", "Ajakan", "send", Permission.EVENT_READ),
    Room("ormas.messages.index", "Pesan", "message", Permission.MESSAGE_READ),
    Room("ormas.colleagues.index", "Rekan", "users", Permission.COLLEAGUE_READ),
)
