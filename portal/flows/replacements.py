"""A wrong value in a whole column, put right once."""

from __future__ import annotations

from uuid import UUID

from flask import flash, request
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from portal.access.permissions import Permission
from portal.flows.roster_nouns import noun_of
from portal.models import Roster
from portal.services import roster_rows
from portal.services.examination import profile_of
from portal.values.fault import Refused
from portal.web.actor import actor
from portal.web.formats import number
from portal.web.forms import HouseForm, TextField
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource, within

replacements = Resource("replacements", __name__, url_prefix="/<uuid:roster_id>/ganti")


class ReplacementForm(HouseForm):
    field = SelectField("Kolom")
    old = TextField("Isi yang salah", longest=300, description="Persis seperti tertulis; kosongkan untuk sel kosong.")
    new = TextField("Ganti dengan", longest=300)


@replacements.get("/", requires=Permission.ROSTER_WRITE)
def new(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    form = _offering(roster, ReplacementForm(data={"field": request.args.get("kolom", noun_of(roster).repeated)}))
    return page("flows/rosters/replacements/new.html", roster=roster, form=form, noun=noun_of(roster))


@replacements.post("/", requires=Permission.ROSTER_WRITE)
def create(roster_id: UUID) -> Answer:
    roster = actor().find(Roster, roster_id)
    form = _offering(roster, ReplacementForm.posted())
    if form.validate():
        try:
            mended = roster_rows.replace(
                actor(), roster, field=form.field.data, old=form.old.data or "", new=form.new.data or ""
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{number(mended)} baris diganti dan diperiksa ulang.", "success")
            return go(within("rosters.show"), roster_id=roster.id)
    return page("flows/rosters/replacements/new.html", status=422, roster=roster, form=form, noun=noun_of(roster))


def _offering(roster: Roster, form: ReplacementForm) -> ReplacementForm:
    """The form with the columns of this kind of list to choose from."""
    form.field.choices = [SelectChoice(column.field, column.title) for column in profile_of(roster).columns]
    return form
