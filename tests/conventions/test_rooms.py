"""Does a line know its room? What may stand in one place only stands in no other."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from tests.conventions.source import ROOT, Source, calling, keyword, sources

pytestmark = pytest.mark.unit

#: Where each line may live: a file, or a folder with a slash.
HOMES: dict[str, tuple[Callable[[Iterable[Source]], dict[str, list[int]]], set[str]]] = {
    "commit()": (
        lambda some: calling(some, "commit", method=True),
        {"web/unit_of_work.py", "models/transaction.py", "jobs/"},
    ),
    "rollback()": (
        lambda some: calling(some, "rollback", method=True),
        {"web/unit_of_work.py", "models/transaction.py", "jobs/"},
    ),
    "render_template()": (
        lambda some: calling(some, "render_template"),
        {"web/pages.py", "web/errors.py", "web/mail.py", "flows/colleagues.py"},  # (the words of a WhatsApp message)
    ),
    "text() of SQL": (
        # In an index it says WHERE; nowhere else is SQL written by hand.
        lambda some: {
            source.name: [0] for source in some if re.search(r"from sqlalchemy import [^\n]*\btext\b", _flat(source))
        },
        {
            "models/bank_statement.py",
            "models/case.py",
            "models/guardian_consent.py",
            "models/contribution.py",
            "models/credit.py",
            "models/enrolment.py",
            "models/incentive.py",
            "models/invoice.py",
            "models/sipp.py",
            "models/transfer.py",
        },
    ),
    "the request": (
        lambda some: _imports(some, "flask", {"request", "session"}),
        {"web/", "accounts/", "schools/", "ormas/", "branch/", "perisai/", "public/", "flows/"},
    ),
    "the environment": (
        # The settings read it, through pydantic.
        lambda some: calling(some, "getenv") | _attributes(some, "environ"),
        set(),
    ),
    "the clock": (
        lambda some: calling(some, "utcnow") | _calls_on(some, {"datetime", "date"}, {"now", "today"}),
        {"values/clock.py"},
    ),
    "HTML by hand": (lambda some: calling(some, "Markup"), {"papers/qr.py"}),
    "htmx headers": (
        lambda some: {s.name: [0] for s in some if "HX-" in s.text},
        {"web/pages.py", "web/errors.py", "web/resource.py"},
    ),
    "a threshold for print": (lambda some: calling(some, "print", method=False), {"cli/"}),
    "eval and exec": (
        lambda some: calling(some, "eval", method=False) | calling(some, "exec", method=False),
        set(),
    ),
    "pickle": (lambda some: _imports(some, "pickle", None), set()),
}


def homeless(found: dict[str, list[int]], homes: set[str]) -> dict[str, list[int]]:
    return {
        name: lines
        for name, lines in found.items()
        if not any(name == home or (home.endswith("/") and name.startswith(home)) for home in homes)
    }


def _flat(source: Source) -> str:
    return re.sub(r"\(\s*|,\s*\n\s*", lambda match: " " if "(" in match[0] else ", ", source.text)


def _imports(some: Iterable[Source], module: str, names: set[str] | None) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for source in some:
        for node in source.nodes:
            if isinstance(node, ast.ImportFrom) and node.module == module:
                if names is None or {each.name for each in node.names} & names:
                    found.setdefault(source.name, []).append(node.lineno)
            elif isinstance(node, ast.Import) and module in {each.name for each in node.names} and names is None:
                found.setdefault(source.name, []).append(node.lineno)
    return found


def _is_of_os(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name and getattr(node.value, "id", "") == "os"


def _attributes(some: Iterable[Source], name: str) -> dict[str, list[int]]:
    return {
        source.name: lines for source in some if (lines := [n.lineno for n in source.nodes if _is_of_os(n, name)])
    }


def _calls_on(some: Iterable[Source], objects: set[str], methods: set[str]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for source in some:
        for called, node in source.calls:
            func = node.func
            if called in methods and isinstance(func, ast.Attribute) and getattr(func.value, "id", "") in objects:
                found.setdefault(source.name, []).append(node.lineno)
    return found


SINS = {
    "commit()": "db.session.commit()",
    "rollback()": "db.session.rollback()",
    "render_template()": "from flask import render_template\nrender_template('x.html')",
    "text() of SQL": "from sqlalchemy import (\n    select,\n    text,\n)\n",
    "the request": "from flask import g, request",
    "the environment": "import os\nos.environ['X']",
    "the clock": "from datetime import date\ndate.today()",
    "HTML by hand": "from markupsafe import Markup\nMarkup('<b>')",
    "htmx headers": "answer.headers['HX-Redirect'] = url",
    "a threshold for print": "print(nik)",
    "eval and exec": "eval(text)",
    "pickle": "import pickle",
}


@pytest.mark.parametrize("line", HOMES)
def test_the_sweep_catches_the_planted(line: str) -> None:
    look, homes = HOMES[line]
    assert homeless(look([Source("services/sinner.py", SINS[line])]), homes) != {}


@pytest.mark.parametrize("line", HOMES)
def test_a_line_knows_its_room(line: str) -> None:
    look, homes = HOMES[line]
    assert homeless(look(sources()), homes) == {}


@pytest.mark.parametrize("line", [line for line in HOMES if HOMES[line][1]])
def test_no_home_is_kept_for_nobody(line: str) -> None:
    look, homes = HOMES[line]
    found = look(sources())
    assert {home for home in homes if not any(name.startswith(home) for name in found)} == set()


# ── The exits from visibility: each with its reason, here once more, so that a new one is somebody's decision.

EXITS = {
    ("services/agents.py", "Agent", "whoever acts for a wadah as its agent is one, once"),
    ("services/agents.py", "Enrolment", "an agent is a participant themselves, whoever sponsors them"),
    ("services/agents.py", "Enrolment", "money for an agent's people is a transaction of the agent"),
    ("services/agents.py", "Organisation", "an agent may work at a clinic of the same branch"),
    ("services/verifications.py", "Agent", "whoever is shown an agent's letter may check it"),
    ("services/case_benefits.py", "Enrolment", "cover is the person's, whoever sponsors it"),
    (
        "services/case_cover.py",
        "CoverCheck",
        "a case's evidence is for the branch that decides and the clinic that treats",
    ),
    ("services/case_documents.py", "CaseDocument", "a paper stands once in a case, whoever brings it"),
    ("services/case_documents.py", "CaseDocument", "whoever brought a paper may take it back"),
    ("services/case_feedback.py", "CaseFeedback", "whoever holds the link says how they were treated"),
    ("services/case_reports.py", "Case", "a form's time runs out whoever looks"),
    ("services/case_reports.py", "CaseStep", "nobody is pressed twice for the same"),
    ("services/cases.py", "Case", "an accident that two people report is one case"),
    ("services/cases.py", "CaseHealth", "whoever reports adds to what others said of a body, and reads none of it"),
    ("services/cases.py", "CaseStep", "a case's clock is the same for all who see it"),
    ("services/cases.py", "Enrolment", "a clinic reports the accident of whoever it treats"),
    ("services/cases.py", "Organisation", "whoever is hurt may know which clinics treat them"),
    ("services/guardian_consents.py", "Enrolment", "whoever has the parent's link was asked for their consent"),
    ("services/guardian_consents.py", "GuardianConsent", "who gave a consent may see it and take it back"),
    ("services/clinics.py", "Organisation", "whoever is hurt may know which clinics treat them"),
    ("services/periods.py", "Enrolment", "a longer time must not run into another enrolment of the same person"),
    ("services/verifications.py", "Wave", "whoever holds a paper of a wave may check that it is ours"),
    ("services/verifications.py", "Enrolment", "a paper of a wave says how many are registered"),
    ("services/verifications.py", "Organisation", "a paper of a wave says whose it is"),
    ("services/notices.py", "Organisation", "whoever is hurt may know which clinics treat them"),
    ("services/one_time_codes.py", "Enrolment", "who shows that a mailbox is theirs may see their own cover"),
    ("services/one_time_codes.py", "Participant", "who shows that a mailbox is theirs may see their own cover"),
    ("services/own_cover.py", "Enrolment", "who shows that a mailbox is theirs may see their own cover"),
    ("services/notices.py", "Enrolment", "whoever holds a card may report that its bearer is hurt"),
    ("services/check_ins.py", "Event", "whoever stands at the door may write themselves down"),
    ("services/check_ins.py", "OrmasMember", "whoever comes to an event may be on its unit's roster"),
    ("services/check_ins.py", "Attendance", "whoever scans twice came once"),
    ("services/check_ins.py", "Attendance", "a list holds so many"),
    ("services/referrals.py", "Organisation", "whoever holds a link may know what the cover costs there"),
    ("services/referrals.py", "Lead", "whoever leaves a number twice is called once"),
    ("services/referrals.py", "RegistrationLink", "whom an officer invites may register by a link of their unit"),
    ("services/newcomers.py", "Participant", "a member is matched with the insured person of the same NIK"),
    ("services/newcomers.py", "OrmasMember", "a NIK, a person stands once in an ormas"),
    ("services/chains.py", "AuditEvent", "a chain holds as a whole, whoever may read its lines"),
    ("cli/demo.py", "Organisation", "the demo admits its own people"),
    (
        "services/cover_checks.py",
        "Participant",
        "whoever is asked about at a clinic's desk is named there, masked",
    ),
    ("services/coverage.py", "Contribution", "a month that another sponsor paid covers the person all the same"),
    ("services/contributions.py", "Contribution", "is this month already billed for this person?"),
    ("services/applicants.py", "Applicant", "who sends themselves in again mends what they sent"),
    ("services/registration_links.py", "RegistrationLink", "whoever holds a link may send themselves in by it"),
    (
        "services/member_registrations.py",
        "Participant",
        "a member is matched with the insured person of the same NIK",
    ),
    ("services/member_registrations.py", "OrmasMember", "a NIK, a person stands once in an ormas"),
    ("services/enrolments.py", "Enrolment", "what another sponsor relies on is not changed by one alone"),
    ("services/intern_examiner.py", "Enrolment", "is this NIK already covered by a sponsor?"),
    ("services/member_examiner.py", "OrmasMember", "a KTA number stands once in an ormas"),
    ("services/member_examiner.py", "OrmasMember", "a NIK stands once in an ormas"),
    ("services/matching.py", "Participant", "a member is matched with the insured person of the same NIK"),
    (
        "services/matching.py",
        "Enrolment",
        "may this member be somebody who is insured already? Asked of a person, masked",
    ),
    ("services/likenesses.py", "Participant", "a person compares somebody insured with their own member, masked"),
    ("services/likenesses.py", "OrmasMember", "a person stands once in an ormas"),
    ("services/invitations.py", "Organisation", "who holds an invitation may know to which organisation"),
    ("services/invoices.py", "Invoice", "a kode iuran asks for one bill in the country"),
    ("services/gauges.py", "Enrolment", "a recount looks at every enrolment"),
    ("services/gauges.py", "Invoice", "a recount looks at every bill"),
    ("services/gauges.py", "Contribution", "a recount looks at every paid month"),
    ("services/school_sheets.py", "Organisation", "an NPSN belongs to one school in the country"),
    ("services/organisations.py", "Organisation", "an NPSN belongs to one school in the country"),
    ("services/participants.py", "Enrolment", "does another sponsor have a say in this person's data?"),
    ("services/participants.py", "Participant", "two sponsors at once must not both enrol the same person"),
    ("services/participants.py", "Participant", "the same person is one participant in the whole country"),
    (
        "services/message_texts.py",
        "MessageText",
        "what goes out in a branch's name is in its words, whoever sends it",
    ),
    ("services/policies.py", "Policy", "a branch's decisions bind everyone it serves"),
    ("services/quotes.py", "Contribution", "is this month already billed for this person?"),
    ("cli/members.py", "Organisation", "whoever keeps the house recounts every ormas"),
    ("services/members.py", "Participant", "a member is matched with the insured person of the same NIK"),
    ("services/members.py", "OrmasMember", "a KTA, a NIK, a person stands once in an ormas"),
    ("services/members.py", "OrmasMember", "a search looks at so many names that begin alike, whosever they are"),
    ("services/standings.py", "Enrolment", "cover is the person's, whoever sponsors it"),
    ("services/standings.py", "OrmasMember", "a member is matched with the insured person of the same NIK"),
    ("services/standings.py", "OrmasMember", "cover is the person's, whoever in whichever ormas counts them"),
    ("services/standings.py", "OrmasMember", "standings that change with the day"),
    ("services/deaths.py", "Enrolment", "cover is the person's, whoever sponsors it"),
    ("services/deaths.py", "Enrolment", "nobody is insured after their death, whoever sponsors it"),
    ("services/deaths.py", "OrmasMember", "whoever died is on no roster any more, of whichever ormas"),
    ("services/deaths.py", "model", "what a death ends is everybody's"),
    ("services/deaths.py", "Death", "whoever insures somebody is told that they died"),
    ("services/deaths.py", "Organisation", "whoever insures somebody is told that they died"),
    ("services/transfers.py", "Enrolment", "is this NIK already covered by a sponsor?"),
    ("services/transfers.py", "Transfer", "a question that nobody answered is over, whoever asked it"),
    ("services/contacts.py", "Organisation", "who is asked to do something is told so by mail"),
    ("services/tallies.py", "Organisation", "a recount looks at every unit of an ormas"),
    ("services/tallies.py", "Organisation", "a tally belongs to the branch of its unit"),
    ("services/tallies.py", "OrmasMember", "a recount looks at every member of an ormas"),
    ("services/tallies.py", "Tally", "a number changes all the way up"),
    ("services/tallies.py", "Tally", "one transaction at a time changes an ormas's numbers"),
    ("services/verifications.py", "Enrolment", "whoever holds a card may check whether it covers"),
    ("services/verifications.py", "Payment", "whoever holds a receipt may check that it is ours"),
    ("services/organisations.py", "Organisation", "an NPW belongs to one wadah in the country"),
    ("services/trees.py", "Organisation", "one deed at a time changes a tree"),
    ("services/unit_sheets.py", "Organisation", "a code names one unit in its ormas"),
    ("services/units.py", "Organisation", "a code names one unit in its ormas"),
    ("jobs/incentives.py", "Organisation", "a wadah's month is closed by the house"),
    ("jobs/incentives.py", "Organisation", "every wadah's month is closed"),
    ("services/incentive_terms.py", "IncentiveEntry", "a month that has lines keeps the version they were made by"),
    ("services/incentive_terms.py", "IncentiveTerms", "a PKS binds whoever earns under it"),
    ("services/ledger.py", "IncentiveEntry", "the ledger is written from what was paid, whoever sees it"),
    ("services/ledger_months.py", "Payout", "a month that was paid out takes no more lines"),
    ("services/month_ends.py", "Membership", "whoever worked in a month earned in it"),
    ("services/month_numbers.py", "Contribution", "months are the person's, whichever wadah looked after them"),
    ("services/month_numbers.py", "Enrolment", "two payments for one person are numbered one after the other"),
    ("services/paid_months.py", "Allocation", "an incentive follows from what was paid, whoever sees it"),
    ("services/paid_months.py", "Organisation", "only what is paid for a wadah earns an incentive"),
    ("services/paid_months.py", "Payment", "an incentive follows from what was paid, whoever sees it"),
    ("services/payout_accounts.py", "Agent", "a run pays whoever earned, to the account they stated"),
    ("services/payout_accounts.py", "WadahAccount", "a run pays whoever earned, to the account they stated"),
    ("services/payout_runs.py", "Membership", "a run names whom it pays"),
    ("services/payout_runs.py", "Payout", "a run is prepared by the house"),
    ("services/payout_runs.py", "PayoutLine", "a run is prepared by the house"),
    ("services/payout_runs.py", "PayoutLine", "a run is the sum of its lines"),
    ("services/payout_runs.py", "PayoutLine", "what was below zero goes with the next run"),
    ("services/payouts.py", "PayoutLine", "a run is compared with the ledger"),
    ("services/sipp_files.py", "SippLine", "nobody waits for an answer of SIPP twice"),
    ("services/sipp_files.py", "SippLine", "a file's people are those of its lines"),
    ("services/sipp_results.py", "Participant", "a number of the card is one person's"),
    ("services/nik_proposals.py", "Participant", "a NIK is one person's"),
    ("services/recounts.py", "Organisation", "whoever keeps the house recounts every wadah"),
    ("services/recounts.py", "Payout", "what was paid out is compared with the ledger"),
    ("services/recounts.py", "PayoutLine", "what was paid out is compared with the ledger"),
    ("services/sightings.py", "Case", "what stands out is counted by the house, for the branch alone"),
    ("services/sightings.py", "Enrolment", "what stands out is counted by the house, for the branch alone"),
    ("services/sightings.py", "Organisation", "what stands out is counted by the house, for the branch alone"),
    ("services/signals.py", "Signal", "what stands out is counted by the house, for the branch alone"),
    ("services/cases.py", "Agent", "who brought somebody in and who treats them may be one person"),
    ("services/term_previews.py", "Membership", "what a decision would change is shown before it is made"),
}
#: Options set by hand instead of by `sees` or `everyone`: each wraps a query that one of these made.
BY_HAND = {
    "access/actor.py",
    "access/audit.py",
    "cli/keys.py",
    "services/histories.py",  # (bills and payments in one union: each half begins with `sees`)
    "services/cover_checks.py",  # (made once, of tables: it is asked while somebody waits in pain)
    # Counted in a row: each count inside begins with `sees`.
    "services/queues.py",
    "services/departures.py",
    "services/examination.py",
    "services/referrals.py",
    "services/units.py",
    "services/waves.py",
    "web/actor.py",
}


def exits(some: Iterable[Source]) -> set[tuple[str, str, str]]:
    """(file, model, reason) of every use of `everyone`."""
    return {
        (source.name, ast.unparse(node.args[0]), keyword(node, "because") or "")
        for source in some
        for called, node in source.calls
        if called == "everyone" and node.args
    }


def by_hand(some: Iterable[Source]) -> set[str]:
    return {
        source.name
        for source in some
        for called, node in source.calls
        if called == "execution_options" and any(each.arg == "seen_by" for each in node.keywords)
    }


def test_the_sweep_catches_a_new_exit() -> None:
    sinner = Source("services/sinner.py", "everyone(Wave, because='x')\nselect(W).execution_options(seen_by='me')")
    assert exits([sinner]) == {("services/sinner.py", "Wave", "x")}
    assert by_hand([sinner]) == {"services/sinner.py"}


def test_every_exit_from_visibility_is_listed_with_its_reason() -> None:
    assert exits(sources()) == EXITS
    assert by_hand(sources()) - BY_HAND == set()


# ── The workplace stays outside.

#: Written in pieces, so that this file does not find itself.
WORKPLACE = [
    re.compile(pattern.replace("~", ""))
    for pattern in (
        r"/wo~rk/",
        r"\.libra~ry\b",
        r"\.\./sha~red",
        r"files\.python~hosted",
        r"(?i)\bclau~de\b",
        r"(?i)anthro~pic",
        r"(?i)\bsandbox session\b",
    )
]
_UNREAD = (".png", ".ttf", ".xlsx", ".xls", ".ods", ".pdf", ".woff2", ".ico")


def mentions(name: str, text: str) -> list[str]:
    return [f"{name}: {pattern.pattern}" for pattern in WORKPLACE if pattern.search(text)]


def test_the_sweep_catches_the_workplace() -> None:
    assert mentions("x", "see /wor" + "k/main for more")


def test_nothing_names_the_place_it_was_made_in() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = []
    for name in listed.split():
        path = Path(ROOT / name)
        if path.is_file() and not name.endswith(_UNREAD):
            found += mentions(name, path.read_text("utf-8", errors="replace"))
    assert not found, "\n".join(["", *found])
