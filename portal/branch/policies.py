"""Policies (Kebijakan): what this branch decides where the law is silent, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import abort, flash, request
from wtforms import BooleanField

from portal.access.permissions import Permission
from portal.models import Policy, User, db
from portal.rules import contributions
from portal.rules.contributions import Funding, Segment
from portal.rules.policies import CATALOGUE
from portal.rules.policies import Policy as Point
from portal.services import policies as service
from portal.services.policy_previews import Preview, preview
from portal.services.queues import COUNTED
from portal.values import clock
from portal.values.fault import Fault, Invalid, Refused
from portal.values.month import Month
from portal.values.rupiah import Rupiah
from portal.web.actor import actor
from portal.web.forms import DayField, HouseForm, TextField, given, required
from portal.web.pages import Answer, go, page
from portal.web.resource import Resource
from portal.web.wording.policies import POLICIES, beside, choices, meaning

policies = Resource("policies", __name__, url_prefix="/kebijakan")


class DecisionForm(HouseForm):
    value = TextField("Keputusan", longest=40)
    valid_from = DayField("Berlaku mulai", [given("Tanggal")], description="Paling cepat hari ini.")
    reason = TextField(
        "Alasan", [required("Alasan")], longest=300, description="Nomor surat, edaran, atau rapat yang mendasarinya."
    )
    until_next = BooleanField("Berlaku sampai keputusan berikutnya saja")


@dataclass(frozen=True, slots=True)
class Decision:
    """A dated decision as a page tells it."""

    meaning: str
    valid_from: date
    reason: str
    who: str
    when: datetime


@policies.get("/", requires=Permission.POLICY_READ)
def index() -> Answer:
    today = clock.today()
    decisions = _decisions()
    points = []
    for key, point in CATALOGUE.items():
        begun = [each for each in decisions.get(key, []) if each.valid_from <= today]
        points.append(
            {
                "key": key,
                "words": POLICIES[key],
                "citation": point.citation,
                "default": meaning(key, Point.text(point.default)),
                "now": begun[0] if begun else None,
                "coming": [each for each in decisions.get(key, []) if each.valid_from > today],
            }
        )
    return page("branch/policies/index.html", points=points)


@policies.get("/<key>", requires=Permission.POLICY_READ)
def edit(key: str) -> Answer:
    """The choice, and once one was made (``?value=``, ``?valid_from=``) what it would change, before it is saved."""
    _known(key)
    setting = service.in_force(actor().branch_id, clock.today())[key]
    asked = actor().may(Permission.POLICY_WRITE) and "value" in request.args
    form = DecisionForm(request.args if asked else None, value=Point.text(setting), valid_from=clock.today())
    effect = _effect(key, form) if asked else None
    if asked and effect is None:
        return page("branch/policies/edit.html", status=422, form=form, effect=None, **_shown(key))
    return page("branch/policies/edit.html", form=form, effect=effect, **_shown(key))


@policies.post("/<key>", requires=Permission.POLICY_WRITE)
def update(key: str) -> Answer:
    _known(key)
    form = DecisionForm.posted()
    if form.validate() and form.valid_from.data is not None:
        try:
            service.decide(
                actor(),
                key,
                form.value.data or "",
                form.valid_from.data,
                form.reason.data or "",
                until_next=bool(form.until_next.data),
            )
        except Refused as refused:
            form.refused(refused)
        else:
            flash(f"Keputusan disimpan: {POLICIES[key].title}.", "success")
            return go(".index")
    told = DecisionForm.posted()  # what is wrong is told once, by the form that was sent
    effect = _effect(key, told)
    # Without an effect nobody is asked for a reason yet.
    return page("branch/policies/edit.html", status=422, form=form if effect else told, effect=effect, **_shown(key))


@dataclass(frozen=True, slots=True)
class Effect:
    """What a decision would change, and until when it would hold, if another follows."""

    meaning: str
    valid_from: date
    until: date | None
    preview: Preview
    #: What it touches beside the bills, in words.
    beside: str


def _effect(key: str, form: DecisionForm) -> Effect | None:
    """None, and why at its field, for a choice that cannot be."""
    day, point = form.valid_from.data, CATALOGUE[key]
    if not form.valid_from.validate(form) or day is None:
        return None
    if day < clock.today():
        form.refused(Refused.because("policy.past", "valid_from"))
        return None
    try:
        value = Point.text(point.parse(form.value.data or ""))
        found = preview(actor(), key, value, day)
    except Invalid as invalid:
        form.refused(Refused(Fault(invalid.fault.code, "value", params=invalid.fault.params)))
        return None
    words = beside(key, found.touched, COUNTED)
    return Effect(meaning(key, value), day, service.following(actor(), key, day), found, words)


def _known(key: str) -> None:
    if key not in CATALOGUE:
        abort(404)


def _shown(key: str) -> dict[str, Any]:
    point = CATALOGUE[key]
    return {
        "key": key,
        "words": POLICIES[key],
        "point": point,
        "default": meaning(key, Point.text(point.default)),
        "choices": choices(key),
        "decisions": _decisions(key).get(key, []),
        "consequences": _consequences(key) if choices(key) else [],
    }


def _decisions(key: str | None = None) -> dict[str, list[Decision]]:
    """Every decision by key, the latest first day first; one query."""
    query = actor().sees(Policy).join(User, User.id == Policy.decided_by)
    if key is not None:
        query = query.where(Policy.key == key)
    found: dict[str, list[Decision]] = {}
    columns = (Policy.key, Policy.value, Policy.valid_from, Policy.reason, User.name, Policy.decided_at)
    for of, value, valid_from, reason, who, when in db.session.execute(
        query.with_only_columns(*columns).order_by(Policy.valid_from.desc())
    ):
        if of in CATALOGUE:
            found.setdefault(of, []).append(Decision(meaning(of, value), valid_from, reason, who, when))
    return found


#: Whose months show what a decision would change: words, and what `rules.contributions` is told of them.
_SAMPLES: tuple[tuple[str, Segment, Funding, bool], ...] = (
    ("Siswa PKL, dibayar sekolah atau orang tua", Segment.PKL, Funding.OWN, False),
    ("Siswa PKL, dibayar dana BOS", Segment.PKL, Funding.BOS, False),
    ("Pekerja mandiri Rp1.000.000, punya tunggakan lama", Segment.BPU, Funding.OWN, True),
)


def _consequences(key: str) -> list[tuple[str, list[Rupiah]]]:
    """What this month would cost under each choice, for people whom the choice touches; nobody's bill changes."""
    now, month = service.in_force(actor().branch_id, clock.today()), Month.of(clock.today())
    rows = []
    for words, segment, funding, in_arrears in _SAMPLES:
        amounts = []
        for text, _ in choices(key):
            decided = now.deciding(key, text)
            amounts.append(
                contributions.due(
                    month,
                    segment=segment,
                    income=Rupiah(1_000_000),
                    government_paid=contributions.paid_by_state(funding, decided),
                    in_arrears=in_arrears,
                    policies=decided,
                ).payable
            )
        if len(set(amounts)) > 1:
            rows.append((words, amounts))
    return rows
