"""Rosters (Daftar siswa, Daftar anggota): put one in, see what is wrong with it, mend it, take it back."""

from __future__ import annotations

from uuid import UUID

from flask import abort, flash, request
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, FileField, TextAreaField

from portal.access.permissions import Permission
from portal.flows.replacements import replacements
from portal.flows.roster_columns import columns
from portal.flows.roster_files import faulty, samples
from portal.flows.roster_nouns import NOUNS, Noun, about, crumbs, home, noun_of, subject_of
from portal.flows.roster_progress import progress
from portal.flows.roster_rows import rows
from portal.flows.roster_sieves import SIEVES, asked_sieve, first_sieve
from portal.flows.row_views import views
from portal.models import (
    Organisation,
    OrganisationKind,
    Roster,
    RosterKind,
    RosterRow,
    RosterState,
    Source,
    Wave,
    db,
)
from portal.services import examination, histories
from portal.services import rosters as service
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.forms import HouseForm
from portal.web.pages import Answer, go, go_to, page
from portal.web.resource import Resource, within

rosters = Resource("rosters", __name__, url_prefix="/daftar")
for part_of_a_roster in (columns, faulty, progress, replacements, rows, samples):
    rosters.register_blueprint(part_of_a_roster)

PAGE = 25
#: Of an Excel sheet: no row has a higher number.
LAST_ROW = 1_048_576


class RosterForm(HouseForm):
    file = FileField("Berkas daftar")
    text = TextAreaField("Atau tempelkan baris di sini")
    again = BooleanField("Unggah lagi walau sama")


@rosters.get("/", requires=Permission.ROSTER_READ)
def index() -> Answer:
    before = request.args.get("sebelum", type=UUID)
    found = (
        actor()
        .sees(Roster)
        .where(Roster.state != RosterState.UNDONE)
        .options(joinedload(Roster.wave), joinedload(Roster.organisation))
    )
    if before:
        found = found.where(Roster.id < before)
    listed = db.session.scalars(found.order_by(Roster.id.desc()).limit(PAGE + 1)).all()
    return page("flows/rosters/index.html", rosters=listed[:PAGE], more=len(listed) > PAGE, noun=_noun())


@rosters.get("/baru", requires=Permission.ROSTER_WRITE)
def new() -> Answer:
    return _new(_subject(), RosterForm())


@rosters.post("/", requires=Permission.ROSTER_WRITE)
def create() -> Answer:
    subject = _subject()
    form = RosterForm.posted()
    upload = request.files.get("file")
    try:
        if upload and upload.filename:
            source, name, content = Source.FILE, upload.filename, upload.read()
        elif form.text.data and form.text.data.strip():
            source, name, content = Source.PASTE, "", form.text.data.encode()
        else:
            raise Refused.because("roster.nothing_pasted" if upload is None else "roster.no_file", "file")
        roster = service.receive(
            actor(), subject, content=content, filename=name, source=source, again=bool(form.again.data)
        )
    except Refused as refused:
        form.refused(refused)
        same = any(fault.code == "roster.same_file" for fault in refused.faults)
        return _new(subject, form, 422, same=same)
    return go(".show", roster_id=roster.id)


@rosters.get("/<uuid:roster_id>", requires=Permission.ROSTER_READ)
def show(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id, joinedload(Roster.wave), joinedload(Roster.organisation))
    if roster.state is RosterState.MAPPING:
        return go(within("rosters.columns.edit"), roster_id=roster.id)
    if roster.state is not RosterState.OPEN:
        subject = subject_of(roster)
        return page(
            "flows/rosters/waiting.html",
            roster=roster,
            job=service.job_of(roster),
            noun=noun_of(roster),
            subject=subject,
            home=home(subject),
        )
    figures = examination.counts(actor(), roster)
    sieve = asked_sieve() or first_sieve(figures)
    after = min(request.args.get("setelah", 0, type=int), LAST_ROW)
    word = " ".join(request.args.get("q", "").casefold().split())[:60]
    found = (
        actor().sees(RosterRow).where(RosterRow.roster_id == roster.id, *sieve.conditions, RosterRow.number > after)
    )
    if word:
        found = found.where(RosterRow.name_key.contains(f" {word}", autoescape=True))
    listed = db.session.scalars(found.order_by(RosterRow.number).limit(PAGE + 1)).all()
    return page(
        "flows/rosters/show.html",
        roster=roster,
        figures=figures,
        sieves=SIEVES.values(),
        sieve=sieve,
        rows=views(roster, listed[:PAGE]),
        more=len(listed) > PAGE,
        after=after,
        q=word,
        history=histories.of_roster(actor(), roster),
        noun=noun_of(roster),
        crumbs=crumbs(subject_of(roster)),
        about=about(subject_of(roster)),
    )


@rosters.post("/<uuid:roster_id>/batal", requires=Permission.ROSTER_WRITE)
def destroy(roster_id: UUID) -> Answer:
    found = actor().find(Roster, roster_id, joinedload(Roster.wave), joinedload(Roster.organisation))
    there = home(subject_of(found))
    roster = service.undo(actor(), found)
    flash(f"Daftar dibatalkan. Tidak ada {noun_of(roster).person} yang masuk dari daftar itu.", "success")
    return go_to(there)


def _noun() -> Noun:
    """Of the rosters that are put in here."""
    return NOUNS[_kind()]


def _kind() -> RosterKind:
    ormas = actor().organisation_kind is OrganisationKind.ORMAS
    return RosterKind.MEMBERS if ormas else RosterKind.INTERNS


def _subject() -> Wave | Organisation:
    """What a new roster is to be of: the wave or the unit that the address or the form names; else one's own unit."""
    kind, who = _kind(), actor()
    text = request.values.get(NOUNS[kind].param, "")
    if kind is RosterKind.MEMBERS:
        return who.find(Organisation, _id(text or str(who.organisation_id)))
    return who.find(Wave, _id(text))


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        abort(404)


def _new(subject: Wave | Organisation, form: RosterForm, status: int = 200, *, same: bool = False) -> Answer:
    return page(
        "flows/rosters/new.html",
        status=status,
        subject=subject,
        crumbs=crumbs(subject),
        about=about(subject),
        noun=_noun(),
        form=form,
        same=same,
        limit=_limit(),
    )


def _limit() -> int:
    from flask import current_app

    return int(current_app.config["SETTINGS"].upload_megabytes)
