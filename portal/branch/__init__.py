"""The branch portal (Kantor cabang): queues, organisations, bills, payments, policies."""

from portal.access.permissions import Permission
from portal.branch.agent_decisions import agent_approvals, agent_renewals, agent_returns
from portal.branch.agreements import agreements
from portal.branch.approaches import approaches
from portal.branch.approvals import approvals
from portal.branch.bank_rows import bank_dismissals, bank_keepings, bank_rows
from portal.branch.bank_statements import bank_columns, bank_payments_made, bank_progress, bank_statements
from portal.branch.case_decisions import case_acceptances, case_feedbacks, case_refusals, case_reopenings
from portal.branch.chain_checks import chain_checks
from portal.branch.clinics import clinics
from portal.branch.codes import codes
from portal.branch.cooperation import partner_closures, suspensions
from portal.branch.credits import credits, refunds
from portal.branch.gaps import lapses, school_shares
from portal.branch.home import home
from portal.branch.incentives import incentives, terms
from portal.branch.likenesses import likenesses
from portal.branch.mailbox import mailbox
from portal.branch.message_texts import message_previews, message_texts
from portal.branch.nik_proposals import nik_proposals
from portal.branch.organisations import organisations
from portal.branch.ormas import ormas
from portal.branch.outbox import outbox
from portal.branch.partings import partings
from portal.branch.payments import credit_payments, payments
from portal.branch.payout_returns import payout_returns
from portal.branch.payouts import payout_approvals, payout_deliveries, payout_files, payouts, reissues
from portal.branch.policies import policies
from portal.branch.queues import errands, queue_files, queues
from portal.branch.records import readings, record_files, records
from portal.branch.reports import report_files, reports
from portal.branch.returns import returns
from portal.branch.reversals import reversals
from portal.branch.roles import roles
from portal.branch.rows import rows
from portal.branch.school_sheets import school_rows, school_samples, school_sheets
from portal.branch.signals import signals
from portal.branch.sipp_files import sipp_deliveries, sipp_files, sipp_takings
from portal.branch.sipp_results import sipp_answers, sipp_columns, sipp_results
from portal.branch.submissions import submissions
from portal.branch.villages import villages
from portal.branch.voids import voids
from portal.branch.wadah import wadah
from portal.flows.agent_papers import assignments, certificates
from portal.flows.agents import agents, stops
from portal.flows.cards import cards, papers, prints, sheets
from portal.flows.case_benefits import case_benefits
from portal.flows.case_deeds import case_clinics, case_prints, case_reports, take_ups
from portal.flows.case_documents import case_disclosures, case_documents
from portal.flows.case_health import case_health
from portal.flows.case_openings import case_openings
from portal.flows.cases import cases
from portal.flows.colleagues import colleagues
from portal.flows.deaths import deaths, passings
from portal.flows.departures import departures
from portal.flows.disputes import disputes
from portal.flows.earnings import earnings
from portal.flows.enrolments import enrolments
from portal.flows.handovers import handovers
from portal.flows.incentive_lines import incentive_lines
from portal.flows.invoices import invoices
from portal.flows.ktp_photos import ktp_photos
from portal.flows.leavings import leavings
from portal.flows.messages import messages, retries
from portal.flows.receipts import receipts
from portal.flows.statements import statement_sheets, statements
from portal.flows.transfers import transfers
from portal.flows.unit_histories import unit_histories
from portal.flows.units import units
from portal.web.navigation import Room
from portal.web.navigation import register as register_rooms
from portal.web.resource import Portal

portal = Portal("branch", __name__, url_prefix="/cabang", admits=lambda actor: actor.is_branch)

for each in (
    home,
    queues,
    errands,
    queue_files,
    reports,
    report_files,
    departures,
    lapses,
    school_shares,
    submissions,
    returns,
    partings,
    approvals,
    rows,
    organisations,
    approaches,
    school_sheets,
    school_rows,
    school_samples,
    suspensions,
    partner_closures,
    villages,
    agreements,
    ormas,
    wadah,
    clinics,
    agents,
    agent_approvals,
    agent_renewals,
    agent_returns,
    stops,
    handovers,
    certificates,
    assignments,
    units,
    unit_histories,
    enrolments,
    ktp_photos,
    cards,
    sheets,
    prints,
    papers,
    invoices,
    codes,
    voids,
    payments,
    credit_payments,
    bank_statements,
    bank_columns,
    bank_progress,
    bank_payments_made,
    bank_rows,
    bank_keepings,
    bank_dismissals,
    credits,
    refunds,
    receipts,
    reversals,
    transfers,
    likenesses,
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
    case_acceptances,
    case_refusals,
    case_reopenings,
    case_feedbacks,
    signals,
    deaths,
    passings,
    leavings,
    incentives,
    terms,
    earnings,
    statements,
    statement_sheets,
    incentive_lines,
    disputes,
    payouts,
    payout_approvals,
    payout_files,
    payout_deliveries,
    reissues,
    payout_returns,
    sipp_files,
    sipp_takings,
    sipp_deliveries,
    sipp_answers,
    sipp_results,
    sipp_columns,
    nik_proposals,
    policies,
    records,
    readings,
    record_files,
    chain_checks,
    message_texts,
    message_previews,
    outbox,
    messages,
    retries,
    mailbox,
    roles,
    colleagues,
):
    portal.register_blueprint(each)
portal.register_blueprint(
    colleagues, name="organisation_colleagues", url_prefix="/mitra/<uuid:organisation_id>/rekan"
)

register_rooms(
    "branch",
    Room("branch.home.index", "Beranda", "house", Permission.SUBMISSION_READ),
    Room("branch.queues.index", "Antrean", "inbox", Permission.QUEUE_READ),
    Room("branch.submissions.index", "Pengajuan", "inbox", Permission.SUBMISSION_READ),
    Room("branch.invoices.index", "Tagihan", "receipt", Permission.INVOICE_READ),
    Room("branch.bank_statements.index", "Uang masuk", "banknote", Permission.PAYMENT_READ),
    Room("branch.organisations.index", "Mitra", "building", Permission.ORGANISATION_READ),
    Room("branch.agents.index", "Agen Perisai", "user", Permission.AGENT_READ),
    Room("branch.messages.index", "Pesan", "message", Permission.MESSAGE_READ),
    Room("branch.colleagues.index", "Rekan", "users", Permission.COLLEAGUE_READ),
    Room("branch.enrolments.index", "Peserta", "users", Permission.ENROLMENT_READ),
    Room("branch.cases.index", "Kasus", "triangle-alert", Permission.CASE_READ),
    Room("branch.signals.index", "Isyarat", "info", Permission.SIGNAL_READ),
    Room("branch.transfers.index", "Pindah", "arrow-right-left", Permission.TRANSFER_READ),
    Room("branch.incentives.index", "Insentif", "banknote", Permission.INCENTIVE_READ),
    Room("branch.reports.index", "Laporan", "sheet", Permission.REPORT_READ),
    Room("branch.sipp_files.index", "Serah ke SIPP", "send", Permission.SIPP_READ),
    Room("branch.policies.index", "Kebijakan", "settings", Permission.POLICY_READ),
    Room("branch.records.index", "Audit", "history", Permission.AUDIT_READ),
)
