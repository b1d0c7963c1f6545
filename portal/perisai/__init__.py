"""The Perisai portal: a wadah and its agents with the people they bring in; clinics (PLKK) at their desk."""

from flask.wrappers import Response

from portal.access.permissions import Permission
from portal.flows.agent_papers import assignments, certificates
from portal.flows.agents import agents, stops
from portal.flows.cards import single_cards, single_sheets
from portal.flows.case_benefits import case_benefits
from portal.flows.case_deeds import case_clinics, case_prints, case_reports, take_ups
from portal.flows.case_documents import case_disclosures, case_documents
from portal.flows.case_health import case_health
from portal.flows.case_openings import case_openings
from portal.flows.case_people import case_people
from portal.flows.cases import cases
from portal.flows.colleagues import colleagues
from portal.flows.deaths import deaths, passings
from portal.flows.disputes import disputes
from portal.flows.dues import dues
from portal.flows.dues_bills import dues_bills
from portal.flows.dues_lines import dues_lines
from portal.flows.dues_papers import dues_papers
from portal.flows.earnings import earnings
from portal.flows.enrolments import enrolments
from portal.flows.handovers import handovers
from portal.flows.incentive_lines import incentive_lines
from portal.flows.invoices import invoices
from portal.flows.ktp_photos import ktp_photos
from portal.flows.leavings import leavings
from portal.flows.messages import messages, retries
from portal.flows.receipts import receipts
from portal.flows.splits import splits
from portal.flows.statements import statement_sheets, statements
from portal.flows.transfers import transfers
from portal.models import OrganisationKind
from portal.perisai.candidacies import candidacies
from portal.perisai.check_cases import check_cases
from portal.perisai.clients import clients
from portal.perisai.cover_checks import cover_checks
from portal.perisai.home import home
from portal.perisai.incentives import incentives
from portal.perisai.registrations import queues, registrations
from portal.web import navigation
from portal.web.actor import signed_in
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
    queues,
    registrations,
    agents,
    candidacies,
    stops,
    handovers,
    certificates,
    assignments,
    clients,
    enrolments,
    ktp_photos,
    dues,
    dues_lines,
    dues_bills,
    dues_papers,
    single_cards,
    single_sheets,
    invoices,
    splits,
    receipts,
    transfers,
    incentives,
    earnings,
    statements,
    statement_sheets,
    incentive_lines,
    disputes,
    check_cases,
    cases,
    case_openings,
    case_people,
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


@portal.after_request
def say_who(answer: Response) -> Response:
    """For the page that a phone keeps (static/offline): it is given back to nobody else."""
    found = signed_in()
    if found is not None and found.actor is not None:
        answer.headers["Gandeng-Person"] = str(found.actor.membership_id)
    return answer


navigation.register(
    "perisai",
    Room("perisai.home.index", "Beranda", "house", Permission.PARTNER_READ),
    Room("perisai.cover_checks.new", "Cek perlindungan", "shield", Permission.COVER_CHECK),
    Room("perisai.registrations.new", "Daftarkan", "plus", Permission.REGISTRATION_WRITE),
    Room("perisai.clients.index", "Binaan", "users", Permission.ENROLMENT_READ),
    Room("perisai.dues.index", "Daftar iuran", "banknote", Permission.DUES_READ),
    Room("perisai.enrolments.index", "Peserta", "id-card", Permission.ENROLMENT_READ),
    Room("perisai.agents.index", "Agen", "user", Permission.AGENT_READ),
    Room("perisai.invoices.index", "Tagihan", "receipt", Permission.INVOICE_READ),
    Room("perisai.incentives.index", "Insentif", "banknote", Permission.INCENTIVE_READ),
    Room("perisai.cases.index", "Kasus", "triangle-alert", Permission.CASE_READ),
    Room("perisai.transfers.index", "Pindah", "arrow-right-left", Permission.TRANSFER_READ),
    Room("perisai.messages.index", "Pesan", "message", Permission.MESSAGE_READ),
    Room("perisai.colleagues.index", "Rekan", "users", Permission.COLLEAGUE_READ),
)
