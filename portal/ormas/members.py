"""The ormas's roster (Anggota): find members, see where each stands and why, keep what is known of them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, request
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.models import Organisation, OrmasMember, Transfer
from portal.ormas.home import own_unit
from portal.ormas.lookups import looked_up
from portal.rules.standings import Standing
from portal.services import deaths, histories, leavings, standings, tallies, transfers, trees
from portal.services import members as service
from portal.services.members import Description
from portal.values.fault import Fault, Invalid, Refused
from portal.values.nik import Nik
from portal.web.actor import actor
from portal.web.forms import DayField, FieldError, HouseForm, PhoneField, TextField, required
from portal.web.pages import Answer, go, page, part
from portal.web.resource import Resource
from portal.web.wording.faults import sentence

members = Resource("members", __name__, url_prefix="/anggota")
#: Looking somebody up: a POST, since it may carry a NIK.
member_searches = Resource("member_searches", __name__, url_prefix="/cari-anggota")
#: That somebody wrote to a member.
contacts = Resource("contacts", __name__, url_prefix="/anggota/<uuid:member_id>/dihubungi")

#: The tabs of a list: what ``?keadaan=`` says, its words, the standing meant.
TABS: dict[str, tuple[str, Standing | None]] = {
    "belum": ("Belum", Standing.NOT_YET),
    "menunggak": ("Menunggak", Standing.ARREARS),
    "terlindungi": ("Terlindungi", Standing.COVERED),
    "penerima-upah": ("Penerima upah", Standing.WAGE_EARNER),
    "65": ("65 ke atas", Standing.TOO_OLD),
    "semua": ("Semua", None),
    "keluar": ("Keluar", Standing.LEFT),
}
FIRST = "belum"


class MemberForm(HouseForm):
    name = TextField("Nama lengkap", [required("Nama")], longest=service.LONGEST_NAME)
    kta = TextField("Nomor KTA", longest=service.LONGEST_KTA, description="Boleh menyusul.")
    nik = TextField("NIK", longest=40, description="16 angka di KTP. Boleh menyusul.")
    birth_date = DayField("Tanggal lahir", description="Bila dikosongkan, diambil dari NIK.")
    phone = PhoneField("Nomor HP", longest=40)
    address = TextField("Alamat", longest=200)
    occupation = TextField("Pekerjaan", longest=60)

    parsed: Nik | None = None

    def validate_nik(self, field: TextField) -> None:
        if field.data:
            try:
                self.parsed = Nik.parse(field.data)
            except Invalid as invalid:
                raise FieldError(sentence(invalid.fault)) from invalid

    @property
    def said(self) -> Description:
        return Description(
            name=self.name.data or "",
            kta=self.kta.data or "",
            nik=self.parsed,
            birth_date=self.birth_date.data,
            phone=self.phone.data or None,
            address=self.address.data or "",
            occupation=self.occupation.data or "",
        )


class NewMemberForm(MemberForm):
    wage_earner = BooleanField("Sudah dilindungi lewat pemberi kerja (penerima upah)")


@members.get("/", requires=Permission.MEMBER_READ)
def index() -> Answer:
    unit, tab, words = _asked()
    if service.is_number(words):
        return go(".index", unit=unit.id, keadaan=tab)  # nobody's number stays in an address
    figures = tallies.of(actor(), unit)
    lookup = looked_up(unit, words, figures.members, standing=TABS[tab][1])
    return page(
        "ormas/members/index.html",
        unit=unit,
        # Many units are called alike ("RW 01"): each is told with the one above it.
        above=trees.names_above(actor(), {each.organisation for each in lookup.page.rows}),
        trail=trees.trail(actor(), unit),
        tab=tab,
        tabs={key: label for key, (label, _) in TABS.items()},
        words=words,
        figures=figures,
        many=figures.members > service.FEW,
        found=lookup.page,
        search=lookup.search,
        on=lookup.on,
        moving=transfers.waiting_for(
            actor(), [(each.organisation_id, each.participant_id) for each in lookup.page.rows]
        ),
    )


@member_searches.post("", endpoint="create", requires=Permission.MEMBER_SEARCH)
def search() -> Answer:
    """A number goes to its member, a name on to the list; a number of nobody here is answered by this page."""
    unit, tab, words = _asked()
    if not service.is_number(words):
        return go("ormas.members.index", unit=unit.id, keadaan=tab, **({"q": words} if words else {}))
    faults: list[str] = []
    try:
        found = service.numbered(actor(), unit, words)
    except Refused as refused:
        found, faults = None, [sentence(fault) for fault in refused.faults]
    if found is not None:
        return go("ormas.members.show", member_id=found.id)
    return page(
        "ormas/member_searches/unfound.html", status=422 if faults else 404, unit=unit, tab=tab, faults=faults
    )


@members.get("/baru", requires=Permission.MEMBER_WRITE)
def new() -> Answer:
    return page("ormas/members/new.html", unit=_asked()[0], form=NewMemberForm())


@members.post("/baru", endpoint="create", requires=Permission.MEMBER_WRITE)
def add() -> Answer:
    unit, form = _asked()[0], NewMemberForm.posted()
    if form.validate():
        try:
            member = service.add(actor(), unit, form.said, wage_earner=bool(form.wage_earner.data))
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"{member.name} dicatat sebagai anggota {unit.name}.", "success")
            return go(".show", member_id=member.id)
    return page("ormas/members/new.html", status=422, unit=unit, form=form)


@members.get("/<uuid:member_id>", requires=Permission.MEMBER_READ)
def show(member_id: UUID) -> Answer:
    return shown(service.find(actor(), member_id))


def shown(member: OrmasMember, *, faults: tuple[Fault, ...] = ()) -> Answer:
    """The page of a member; with what was refused there."""
    cover = standings.cover_of(member)
    return page(
        "ormas/members/show.html",
        status=422 if faults else 200,
        member=member,
        cover=cover,
        trail=trees.trail(actor(), member.organisation),
        history=histories.of_member(actor(), member),
        death=deaths.of(actor(), member) if member.left_at else None,
        transfer=_asked_for(member),
        elsewhere=bool(cover and cover.covered and leavings.of_member(actor(), member) is None),
        back=_back(),
        faults=[("", sentence(fault)) for fault in faults],
    )


@members.get("/<uuid:member_id>/ubah", requires=Permission.MEMBER_WRITE)
def edit(member_id: UUID) -> Answer:
    member = service.find(actor(), member_id)
    return page("ormas/members/edit.html", member=member, form=MemberForm(data=_known(member)))


@members.post("/<uuid:member_id>", requires=Permission.MEMBER_WRITE)
def update(member_id: UUID) -> Answer:
    member, form = service.find(actor(), member_id), MemberForm.posted()
    if form.validate():
        try:
            service.change(actor(), member, form.said)
        except Refused as refused:
            form.refused(refused)
        else:
            flash("Data anggota disimpan.", "success")
            return go(".show", member_id=member_id)
    return page("ormas/members/edit.html", status=422, member=service.find(actor(), member_id), form=form)


@contacts.post("", endpoint="create", requires=Permission.MEMBER_WRITE)
def note_contact(member_id: UUID) -> Answer:
    """Noted that somebody wrote to them; the row says so, or the list they stand in."""
    member = service.find(actor(), member_id)
    try:
        service.contacted(actor(), member)
    except Refused as refused:
        return shown(member, faults=refused.faults)
    unit, tab, words = _asked()
    return part(
        "ormas/contacts/_contact.html",
        otherwise=lambda: go(
            "ormas.members.index", unit=unit.id, keadaan=tab, q=words or None, _anchor=f"anggota-{member_id}"
        ),
        member=member,
        unit=unit,
        tab=tab,
        words=words,
    )


def _asked() -> tuple[Organisation, str, str]:
    """Unit (one's own unless said), tab, words."""
    id_ = request.values.get("unit", type=UUID)
    tab = request.values.get("keadaan", FIRST)
    words = " ".join(request.values.get("q", "").split())[:80]
    return actor().find(Organisation, id_) if id_ else own_unit(), tab if tab in TABS else FIRST, words


def _asked_for(member: OrmasMember) -> Transfer | None:
    """The request by which their unit asks another sponsor to let them go, while it waits."""
    if member.participant_id is None:
        return None
    asked = transfers.waiting_for(actor(), [(member.organisation_id, member.participant_id)])
    return asked.get(member.participant_id)


def _back() -> Organisation | None:
    """The unit that a member was just moved from, to undo it; only one that the actor may see."""
    id_ = request.args.get("dari", type=UUID)
    return actor().find(Organisation, id_) if id_ else None


def _known(member: OrmasMember) -> dict[str, Any]:
    """What the form begins with; a NIK that is known is not shown, and stays when the field is left empty."""
    names = ("name", "kta", "birth_date", "phone", "address", "occupation")
    return {name: getattr(member, name) for name in names}
