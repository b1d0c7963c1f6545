"""What a row must be before it goes on: every fault at once, with the likely mend.

Here stand the rules that every kind of roster shares, and those for interns; `rules.members` has those for members.

The rules are those of section 7 of the domain paper: what cannot be true is an error and keeps the row back; what
is merely unlikely is a warning and asks a person to look. Pure: the days it compares with are given to it.
Runs for every row of every upload, so the way without faults does no more than it must.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from portal.rules import age, cells, occupations, regions
from portal.values.fault import Fault, Invalid, Severity
from portal.values.nik import Nik
from portal.values.phone import Phone

#: A participant must not have reached this age at registration (domain paper, section 1.1).
UPPER_AGE = 65
#: Interns are pupils of sixteen to nineteen; beyond these ages someone should look twice.
YOUNGEST, OLDEST = 12, 25
#: No lower limit was found for workers; one this young is more likely a slip of the pen.
YOUNGEST_WORKER = 15
SHORTEST_NAME = 2
A_YEAR = timedelta(days=366)
#: Characters each field may hold: what the columns it ends in can keep.
LONGEST = {"name": 120, "mother_name": 120, "birth_place": 80, "class_name": 60, "email": 254, "occupation": 60}
LONGEST |= {"supervisor": 120, "route": 500}
LONGEST_ELSE = 200
_FITS_ANYWHERE = min(LONGEST.values())

_EMAIL = re.compile(r"[^\s@,;<>]+@[^\s@,;<>]+\.[^\s@,;<>.]{2,}")
_NISN = re.compile(r"[0-9]{7,10}")
_SPLIT = re.compile(r"\s*[/,;|]\s*|\s+(?:atau|dan)\s+")
_EXAMINED = frozenset(("nik", "name", "birth_date", "sex", "phone", "email", "nisn", "start", "end", "mother_name"))
_OF_INTERNS = _EXAMINED | {"supervisor_phone", "host_region"}
_OF_WORK = ("occupation", "income", "jht")


class Examined(NamedTuple):
    """A row as it could be stored, and what speaks against it.

    `values`: field → text (ISO days, ``L``/``P``, phone in E.164, sixteen digits); a field that could not be read is
    left out. `derived`: fields the row did not say and its NIK did.
    """

    values: dict[str, str]
    faults: tuple[Fault, ...]
    derived: tuple[str, ...]

    @property
    def has_errors(self) -> bool:
        return any(fault.severity is Severity.ERROR for fault in self.faults)


def examine(texts: Mapping[str, str], *, start: date, end: date, today: date) -> Examined:
    """Examines one row: field → raw text. `start` and `end` are the wave's, used where the row has none.

    Days are WIB. Fields are those of the roster profile; one it does not know is tidied and kept.
    """
    row = RowReading(texts, today)
    nik, by_nik = row.nik()
    born = row.birth_date(by_nik)
    row.sex(nik)
    if born:
        row.age(born)
    row.name()
    row.mother_name()
    row.phone()
    row.email()
    row.nisn()
    row.period(start, end)
    row.phone("supervisor_phone")
    row.host_region()
    row.others(_OF_INTERNS)
    return row.examined


def examine_worker(texts: Mapping[str, str], *, today: date) -> Examined:
    """Examines what is said of somebody who is to become a BPU participant on a WIB day.

    Besides what is said of the person: `occupation` → its code, or the words typed; with it `sector`. `income` →
    digits, rupiah a month. `jht` (yes or no) → `programmes`, as ``JKK+JKM+JHT``.
    """
    row = RowReading({field: text for field, text in texts.items() if field not in _OF_WORK}, today)
    nik, by_nik = row.nik()
    born = row.birth_date(by_nik)
    row.sex(nik)
    if born:
        row.working_age(born)
    row.name()
    row.mother_name()
    row.phone()
    row.email()
    row.others(_EXAMINED)
    row.work(*(cells.tidy(texts.get(field, "")) for field in _OF_WORK))
    return row.examined


class RowReading:
    """One row while it is examined; each method reads one field and leaves its value or its faults."""

    __slots__ = ("derived", "faults", "texts", "today", "values")

    def __init__(self, texts: Mapping[str, str], today: date) -> None:
        self.texts = texts
        self.today = today
        self.values: dict[str, str] = {}
        self.faults: list[Fault] = []
        self.derived: list[str] = []

    @property
    def examined(self) -> Examined:
        return Examined(self.values, tuple(self.faults), tuple(self.derived))

    def nik(self) -> tuple[Nik | None, date | None]:
        """The number and the birth date it states; neither when it cannot be one."""
        text = self.texts.get("nik", "")
        try:
            nik = Nik.parse(text)
        except Invalid as invalid:
            self.faults.append(Fault("nik.rounded", "nik") if cells.is_rounded(text) else invalid.fault)
            return None, None
        born = nik.born(self.today)
        if not born:
            self.error("nik.date", "nik")
            return None, None
        if not nik.knows_region:
            self.warn("nik.region", "nik", region=nik.digits[:2])
        self.values["nik"] = nik.digits
        return nik, born

    def birth_date(self, by_nik: date | None) -> date | None:
        text = self.texts.get("birth_date")
        if not text or text.isspace():
            if by_nik:
                self.values["birth_date"] = by_nik.isoformat()
                self.derived.append("birth_date")
            return by_nik
        written = cells.day(text)
        if written.place and not self.texts.get("birth_place"):
            self.values["birth_place"] = written.place[: LONGEST["birth_place"]]
        if written.date is None:
            mend = by_nik.isoformat() if by_nik else cells.month_first(text)
            self.error("birth_date.form", "birth_date", mend)
            return None
        if written.date > self.today:
            self.error("birth_date.future", "birth_date", by_nik.isoformat() if by_nik else None)
            return None
        self.values["birth_date"] = written.iso
        if by_nik and by_nik != written.date:
            self.warn("birth_date.nik", "birth_date", by_nik.isoformat(), by_nik=by_nik.isoformat())
        return written.date

    def sex(self, nik: Nik | None) -> None:
        text = self.texts.get("sex")
        if not text or text.isspace():
            if nik:
                self.values["sex"] = nik.sex.value
                self.derived.append("sex")
            return
        written = cells.sex(text)
        if written is None:
            self.error("sex.form", "sex", nik.sex.value if nik else None)
            return
        self.values["sex"] = written.value
        if nik and nik.sex is not written:
            self.warn("sex.nik", "sex", nik.sex.value)

    def age(self, born: date) -> None:
        years = age.years(born, self.today)
        if YOUNGEST <= years <= OLDEST:
            return
        if years >= UPPER_AGE:
            self.error("birth_date.too_old", "birth_date", age=years, limit=UPPER_AGE)
        else:
            self.warn("birth_date.age", "birth_date", age=years, youngest=YOUNGEST, oldest=OLDEST)

    def working_age(self, born: date) -> None:
        years = age.years(born, self.today)
        if reason := age.too_old(born, self.today):
            self.error("birth_date.too_old", "birth_date", age=years, limit=reason.params["limit"])
        elif years < YOUNGEST_WORKER:
            self.warn("birth_date.young", "birth_date", age=years, youngest=YOUNGEST_WORKER)

    def work(self, occupation: str, income: str, jht: str) -> None:
        if not occupation:
            self.error("occupation.missing", "occupation")
        elif self.fits("occupation", occupation):
            known = occupations.named(occupation, self.today)
            listed = known is not occupations.default(self.today)
            self.values["occupation"] = known.code if listed else occupation
            self.values["sector"] = known.sector
        if not income:
            self.error("income.missing", "income")
        elif (amount := cells.money(income)) is None:
            self.error("income.form", "income")
        else:
            self.values["income"] = str(amount)
        if (chosen := cells.yes(jht)) is None:
            self.error("jht.form", "jht")
        else:
            self.values["programmes"] = "JKK+JKM+JHT" if chosen else "JKK+JKM"

    def name(self) -> None:
        name = cells.tidy(self.texts.get("name", "")).lstrip("'")
        if not name:
            self.error("name.empty", "name")
        elif len(name) < SHORTEST_NAME:
            self.error("name.short", "name")
        elif self.fits("name", name):
            self.values["name"] = name
            if not cells.is_name(name):
                self.warn("name.characters", "name", cells.without_oddities(name) or None)

    def mother_name(self) -> None:
        text = self.texts.get("mother_name")
        if text is None:
            return
        name = cells.tidy(text).strip("'-")
        if not name:
            self.warn("mother_name.empty", "mother_name")
        elif self.fits("mother_name", name):
            self.values["mother_name"] = name
            if not cells.is_name(name):
                self.warn("mother_name.characters", "mother_name")

    def phone(self, field: str = "phone") -> None:
        text = self.texts.get(field)
        if not text or text in ("-", "0"):
            return
        try:
            self.values[field] = Phone.parse(text).e164
        except Invalid:
            self.warn("phone.form", field, _first_phone(text))

    def host_region(self) -> None:
        """The regency or city where an intern works, by its name; one that is unknown keeps nobody back."""
        text = self.texts.get("host_region")
        if not text or text == "-":
            return
        found = regions.meant(text)
        if len(found) == 1:
            self.values["host_region"] = found[0].name
        elif found:
            self.warn("region.unclear", "host_region", names=", ".join(each.name for each in found))
        else:
            self.warn("region.unknown", "host_region")

    def email(self) -> None:
        text = self.texts.get("email")
        if not text or text == "-":
            return
        email = cells.tidy(text)
        if _EMAIL.fullmatch(email) and len(email) <= LONGEST["email"]:
            self.values["email"] = email
        else:
            mend = email.replace(" ", "").replace(",", ".")
            self.warn("email.form", "email", mend if mend != email and _EMAIL.fullmatch(mend) else None)

    def nisn(self) -> None:
        text = self.texts.get("nisn")
        if not text or text == "-":
            return
        digits = text.strip(" '`’").replace(" ", "")
        if _NISN.fullmatch(digits):
            # A spreadsheet drops leading zeros; a NISN begins with three digits of the birth year, often 0.
            self.values["nisn"] = digits.zfill(10)
        else:
            self.warn("nisn.form", "nisn")

    def period(self, start: date, end: date) -> None:
        first = self._day("start", start)
        last = self._day("end", end)
        if first and last and last < first:
            self.error("end.before_start", "end")
            return
        for field, day, likely in (("start", first, start), ("end", last, end)):
            if day and not start <= day <= end:
                # Some leave earlier or stay longer; by more than a year it is a slip, and would be billed for years.
                tell = self.warn if start - A_YEAR <= day <= end + A_YEAR else self.error
                tell(f"{field}.outside", field, likely.isoformat(), first=start.isoformat(), last=end.isoformat())

    def others(self, examined: frozenset[str]) -> None:
        """Every field but these, tidied."""
        values, tidy = self.values, cells.tidy
        for field, text in self.texts.items():
            if text and field not in examined and (tidied := tidy(text)) and self.fits(field, tidied):
                values[field] = tidied

    def _day(self, field: str, otherwise: date) -> date | None:
        text = self.texts.get(field)
        if not text or text.isspace():
            self.values[field] = otherwise.isoformat()
            return otherwise
        written = cells.day(text)
        if written.date is None:
            self.error(f"{field}.form", field, cells.month_first(text) or otherwise.isoformat())
            return None
        self.values[field] = written.iso
        return written.date

    def fits(self, field: str, text: str) -> bool:
        length = len(text)
        if length <= _FITS_ANYWHERE or length <= LONGEST.get(field, LONGEST_ELSE):
            return True
        self.error("text.long", field, limit=LONGEST.get(field, LONGEST_ELSE))
        return False

    def error(self, code: str, field: str, mend: str | None = None, **params: object) -> None:
        self.faults.append(Fault(code, field, Severity.ERROR, params, mend or None))

    def warn(self, code: str, field: str, mend: str | None = None, **params: object) -> None:
        self.faults.append(Fault(code, field, Severity.WARNING, params, mend or None))


def _first_phone(text: str) -> str | None:
    """Two numbers in one cell are common; the first that is one mends it."""
    for part in _SPLIT.split(text):
        try:
            return Phone.parse(part).e164
        except Invalid:
            continue
    return None
