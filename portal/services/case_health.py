"""What is said of somebody's body: noted and read by the clinic that treats and by the branch, and by nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from portal.access.actor import Actor
from portal.access.audit import Action, audited
from portal.access.permissions import Permission
from portal.models import Case, CaseHealth, StepKind, db, new_id
from portal.rules.benefits import Carried, Harm, Outcome
from portal.services import cases
from portal.values import clock
from portal.values.fault import Invalid, Refused

LONGEST = cases.LONGEST_INJURY


@dataclass(frozen=True, slots=True)
class Report:
    """What somebody said of a body when they reported: who, and when. It stands, whatever is written down later."""

    words: str = field(repr=False)
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the clinic writes down; its words are nobody's beyond it and the branch. `declared_at`: when the doctor
    declared how it ended, None while the person is treated. `reports`: what those said who told of it."""

    injury: str = field(default="", repr=False)
    diagnosis: str = field(default="", repr=False)
    treatment: str = field(default="", repr=False)
    outcome: Outcome = Outcome.TREATED
    declared_at: datetime | None = None
    days_off: int = 0
    percent: int = 0
    lost: int = 100
    carried: tuple[Carried, ...] = ()
    home_care: bool = False
    reports: tuple[Report, ...] = ()

    @property
    def harm(self) -> Harm:
        """As the law reckons it. `Invalid`: harm.range, harm.percent."""
        return Harm(
            outcome=self.outcome,
            days_off=self.days_off,
            percent=self.percent,
            lost=self.lost,
            carried=self.carried,
            home_care=self.home_care,
        )

    def as_json(self) -> dict[str, Any]:
        """What rests sealed beside the reports; the instant stands in the case, since its clock runs by it."""
        return {
            "injury": cases.tidy(self.injury)[:LONGEST],
            "diagnosis": cases.tidy(self.diagnosis)[:LONGEST],
            "treatment": cases.tidy(self.treatment)[:LONGEST],
            "outcome": self.outcome.value,
            "days_off": self.days_off,
            "percent": self.percent,
            "lost": self.lost,
            "carried": [way.value for way in self.carried],
            "home_care": self.home_care,
        }

    @classmethod
    def of(cls, case: Case, told: dict[str, Any]) -> Record:
        return cls(
            injury=told.get("injury", ""),
            diagnosis=told.get("diagnosis", ""),
            treatment=told.get("treatment", ""),
            outcome=Outcome(told.get("outcome", Outcome.TREATED)),
            declared_at=case.declared_at,
            days_off=told.get("days_off", 0),
            percent=told.get("percent", 0),
            lost=told.get("lost", 100),
            carried=tuple(Carried(way) for way in told.get("carried", ())),
            home_care=told.get("home_care", False),
            reports=tuple(
                Report(words, by_name, datetime.fromisoformat(at)) for words, by_name, at in told.get("reports", ())
            ),
        )


def read(actor: Actor, case: Case) -> Record | None:
    """The health record of a case, empty where nothing was noted yet; None for whom it is not."""
    if not cases.reads_health(actor, case):
        return None
    kept = db.session.scalars(actor.sees(CaseHealth).where(CaseHealth.case_id == case.id)).one_or_none()
    return Record.of(case, kept.told if kept else {})


@audited(Action.CASE_HEALTH_NOTED, needs=Permission.HEALTH_WRITE)
def note(actor: Actor, case: Case, record: Record, *, version: int) -> Case:
    """Write down how somebody is, and when the doctor declared it; from then on the second report runs.

    `Refused`: case.not_yours, case.decided, case.changed, case.declared_missing, case.declared_too_soon,
    case.declared_before, check.future, harm.range, harm.percent.
    """
    case = cases.held(actor, case, version=version)
    if not cases.reads_health(actor, case):
        raise Refused.because("case.not_yours")
    _refuse(case, record)
    kept = db.session.scalars(actor.sees(CaseHealth).where(CaseHealth.case_id == case.id)).one_or_none()
    if kept is None:
        kept = CaseHealth(
            id=new_id(), organisation_id=case.organisation_id, branch_id=case.branch_id, case_id=case.id, told={}
        )
        db.session.add(kept)
    kept.told, kept.noted_by_name, kept.noted_at = kept.told | record.as_json(), actor.name, clock.now()
    declared = record.declared_at is not None and case.declared_at is None
    case.declared_at = record.declared_at
    cases.step(case, StepKind.DECLARED if declared else StepKind.HEALTH_NOTED, actor.name)
    cases.wind(case)
    return case


def _refuse(case: Case, record: Record) -> None:
    try:
        assert record.harm
    except Invalid as invalid:
        raise Refused(invalid.fault) from None
    if (record.outcome is Outcome.TREATED) != (record.declared_at is None):
        code = "case.declared_missing" if record.declared_at is None else "case.declared_too_soon"
        raise Refused.because(code, "declared_day")
    if record.declared_at is not None:
        if record.declared_at > clock.now():
            raise Refused.because("check.future", "declared_day", now=clock.now())
        if record.declared_at < case.happened_at:
            raise Refused.because("case.declared_before", "declared_day", at=case.happened_at)
