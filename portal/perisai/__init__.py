"""The Perisai portal: a wadah and its agents with the people they bring in; clinics (PLKK) at their desk."""

from portal.access.permissions import Permission
from portal.flows.cards import single_cards, single_sheets
from portal.flows.case_benefits import case_benefits
from portal.flows.case_deeds import case_clinics, case_prints, case_reports, take_ups
from portal.flows.case_documents import case_disclosures, case_documents
from portal.flows.case_health import case_health
from portal.flows.case_openings import case_openings
from portal.flows.cases import cases
from portal.flows.colleagues import colleagues
from portal.flows.deaths import deaths, passings
from portal.flows.enrolments import enrolments
from portal.flows.invoices import invoices
from portal.flows.leavings import leavings
from portal.flows.messages import messages, retries
from portal.flows.receipts import receipts
from portal.flows.splits import splits
from portal.flows.transfers import transfers
from portal.models import OrganisationKind
from portal.perisai.check_cases import check_cases
from portal.perisai.cover_checks import cover_checks
from portal.perisai.home import home
from portal.web import navigation
from portal.web.navigation import Room
from portal.web.resource import Portal

portal = Portal(
    "perisai",
    __name__,
    url_prefix="/perisai",
    admits=lambda actor: actor.organisation_kind in {OrganisationKind.PERISAI, OrganisationKind.CLINIC},
)

for resource in (
    home,
    cover_checks,
    enrolments,
    single_cards,
    single_sheets,
    invoices,
    splits,
    receipts,
    transfers,
    check_cases,
    cases,
    case_openings,
    take_ups,
    case_clinics,
    case_reports,
    case_prints,
    case_documents,
    case_benefits,
    case_health,
    case_disclosures,
    deaths,
    passings,
    leavings,
    messages,
    retries,
    colleagues,
):
    portal.register_blueprint(resource)

navigation.register(
    "perisai",
    Room("perisai.home.index", "Beranda", "house", Permission.PARTNER_READ),
    Room("perisai.cover_checks.new", "Cek perlindungan", "shield", Permission.COVER_CHECK),
    Room("perisai.enrolments.index", "Peserta", "id-card", Permission.ENROLMENT_READ),
    Room("perisai.invoices.index", "Tagihan", "receipt", Permission.INVOICE_READ),
    Room("perisai.cases.index", "Kasus", "triangle-alert", Permission.CASE_READ),
    Room("perisai.transfers.index", "Pindah", "arrow-right-left", Permission.TRANSFER_READ),
    Room("perisai.messages.index", "Pesan", "message", Permission.MESSAGE_READ),
    Room("perisai.colleagues.index", "Rekan", "users", Permission.COLLEAGUE_READ),
)
