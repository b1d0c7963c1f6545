"""From the not-yet list (Daftarkan anggota): what is missing of those ticked, each one's price, then all at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from uuid import UUID

from flask import flash, request

from portal.access.permissions import Permission
from portal.flows.transfers import tell_holder
from portal.models import Consent, Organisation, OrmasMember
from portal.ormas.home import own_unit
from portal.rules.contributions import Due
from portal.services import member_registrations as service
from portal.services import members, transfer_requests, transfers
from portal.values.fault import Fault, Refused, Severity
from portal.web import occupations
from portal.web.actor import actor
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.faults import sentence
from portal.web.wording.reasons import occupation_name

member_registrations = Resource("member_registrations", __name__, url_prefix="/anggota/pendaftaran")
#: What it would cost and what is wrong, before anything is kept: a POST, since it carries NIK.
quotes = Resource("quotes", __name__, url_prefix="/iuran")
#: Asking for one of them who is covered through another sponsor; the others stay on the page as they were typed.
requests = Resource("requests", __name__, url_prefix="/<uuid:member_id>/minta-pindah")

FIELDS = ("nik", "birth_date", "phone", "occupation", "income")
#: What is said once for all who say nothing themselves.
FOR_ALL = ("occupation", "income")


@dataclass(frozen=True, slots=True)
class Line:
    """A member on the page: what was typed, what is wrong by field ("" of no field), the price of this month."""

    member: OrmasMember
    texts: Mapping[str, str] = field(repr=False)
    chosen: bool = True
    due: Due | None = None
    faults: Mapping[str, list[str]] = field(default_factory=dict)
    #: Whether another sponsor covers them, so that they can be asked for.
    elsewhere: bool = False

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [
            (f"{name}-{self.member.id}" if name in FIELDS else "", f"{self.member.name}: {words}")
            for name, several in self.faults.items()
            for words in several
        ]


@member_registrations.get("", requires=Permission.REGISTRATION_WRITE)
def new() -> Answer:
    found = service.chosen(actor(), request.args.getlist("anggota", type=UUID))
    foreseen = service.foreseen(found, {})
    return _shown([Line(each, _known(each), elsewhere=_elsewhere(foreseen[each.id].faults)) for each in found])


@quotes.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def quote() -> Answer:
    """The page again with each one's price and all that is wrong; nothing is kept."""
    lines = _typed()
    foreseen = service.foreseen([each.member for each in lines], _said(lines))
    told = [_with(each, foreseen[each.member.id].faults, foreseen[each.member.id].due) for each in lines]
    return _shown(told, status=422 if any(each.faults for each in told) else 200, looked=True)


@member_registrations.post("", requires=Permission.REGISTRATION_WRITE)
def create() -> Answer:
    """Whoever can be becomes a participant; the others stay on the page, which says why."""
    lines = _typed()
    mine = [each for each in lines if each.chosen]
    consent = Consent.SIGNED if request.form.get("consent") else None
    sure = bool(request.form.get("sure"))
    try:
        outcome = service.register(actor(), [each.member for each in mine], _said(mine), consent=consent, sure=sure)
    except Refused as refused:
        return _shown(lines, status=422, whole=refused.faults)
    if outcome.enrolled:
        done = f"{len(outcome.enrolled)} anggota terdaftar. Perlindungan mulai setelah iuran pertama dibayar."
        flash(done, "success")
    left = [each for each in lines if each.member.id not in outcome.enrolled]
    if not left:
        return go("ormas.members.index", unit=_unit().id)
    foreseen = service.foreseen([each.member for each in left], _said(left))
    told = [_with(each, outcome.refused.get(each.member.id, ()), foreseen[each.member.id].due) for each in left]
    return _shown(told, status=200 if outcome.enrolled else 422)


@requests.post("", endpoint="create", requires=Permission.REGISTRATION_WRITE)
def ask(member_id: UUID) -> Answer:
    """With what was typed of them; they are registered by themselves when they are let go."""
    lines, member = _typed(), members.find(actor(), member_id)
    consent = Consent.SIGNED if request.form.get("consent") else None
    said = _said([line for line in lines if line.member.id == member_id]).get(member_id, {})
    whole: tuple[Fault, ...] = ()
    told: dict[UUID, tuple[Fault, ...]] = {}
    try:
        transfer = transfer_requests.for_member(
            actor(), member, said, consent=consent, sure=bool(request.form.get("sure"))
        )
    except Refused as refused:
        fields = FIELDS if any(line.member.id == member_id for line in lines) else ()
        whole = tuple(each for each in refused.faults if each.field not in fields)
        told = {member_id: tuple(each for each in refused.faults if each.field in fields)}
        lines = [replace(each, chosen=each.chosen or each.member.id == member_id) for each in lines]
    else:
        tell_holder(transfer)
        flash(f"Permintaan pindah {member.name} dikirim. Bila disetujui, ia terdaftar dengan sendirinya.", "success")
        lines = _typed()
    foreseen = service.foreseen([each.member for each in lines], _said(lines))
    shown = [
        _with(each, told.get(each.member.id) or foreseen[each.member.id].faults, foreseen[each.member.id].due)
        for each in lines
    ]
    return _shown(shown, status=422 if whole or told else 200, whole=whole)


member_registrations.register_blueprint(quotes)
member_registrations.register_blueprint(requests)


def _unit() -> Organisation:
    id_ = request.values.get("unit", type=UUID)
    return actor().find(Organisation, id_) if id_ else own_unit()


def _known(member: OrmasMember) -> dict[str, str]:
    """What the fields begin with; a NIK that is known is not shown, and stays when its field is left empty."""
    known = {"phone": member.phone or "", "occupation": occupation_name(member.occupation)}
    return dict.fromkeys((*FIELDS, "jht"), "") | known


def _typed() -> list[Line]:
    """All who stand on the page, ticked or not, with what was typed of each."""
    ticked = set(request.form.getlist("anggota", type=UUID))
    return [
        Line(
            each,
            {name: request.form.get(f"{name}-{each.id}", "").strip()[:200] for name in (*FIELDS, "jht")},
            each.id in ticked,
        )
        for each in service.chosen(actor(), request.form.getlist("halaman", type=UUID))
    ]


def _said(lines: list[Line]) -> dict[UUID, dict[str, str]]:
    """What is said of each: for who has no occupation or income of their own, what was said for all."""
    for_all = {name: request.form.get(f"{name}-semua", "").strip()[:200] for name in FOR_ALL}
    return {
        each.member.id: {
            **each.texts,
            **{name: each.texts.get(name) or text for name, text in for_all.items()},
        }
        for each in lines
    }


def _with(line: Line, faults: tuple[Fault, ...], due: Due | None) -> Line:
    elsewhere = _elsewhere(faults)
    if request.form.get("sure"):
        faults = tuple(each for each in faults if each.severity is Severity.ERROR)
    told: dict[str, list[str]] = {}
    for each in faults if line.chosen else ():
        told.setdefault(each.field, []).append(sentence(each))
    return Line(line.member, line.texts, line.chosen, due, told, elsewhere)


def _elsewhere(faults: tuple[Fault, ...]) -> bool:
    return any(each.code in transfers.ELSEWHERE for each in faults)


def _shown(lines: list[Line], *, status: int = 200, looked: bool = False, whole: tuple[Fault, ...] = ()) -> Answer:
    moving = transfers.waiting_for(
        actor(), [(each.member.organisation_id, each.member.participant_id) for each in lines]
    )
    waiting = [each for each in lines if each.member.participant_id in moving]
    lines = [each for each in lines if each.member.participant_id not in moving]
    return page(
        "ormas/member_registrations/new.html",
        status=status,
        unit=_unit(),
        lines=lines,
        moving=[(each.member, moving[each.member.participant_id]) for each in waiting if each.member.participant_id],
        looked=looked,
        summary=[("", sentence(fault)) for fault in whole] + [each for line in lines for each in line.summary],
        for_all={name: request.form.get(f"{name}-semua", "") for name in FOR_ALL},
        consent=bool(request.form.get("consent")),
        sure=bool(request.form.get("sure")),
        occupations=occupations.names(),
        most=service.MOST,
    )
