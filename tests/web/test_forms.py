"""What people type becomes values, or a sentence beside the field."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import IntegerField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, Length, NumberRange

from portal.values.fault import Fault, Refused
from portal.values.rupiah import Rupiah
from portal.web.forms import DayField, HouseForm, MoneyField, PhoneField, TextField, required
from portal.web.wording.forms import SENTENCES, Indonesian

pytestmark = pytest.mark.unit


class Sample(HouseForm):
    name = TextField("Nama", [required("Nama")], longest=20)
    day = DayField("Tanggal")
    money = MoneyField("Jumlah")
    phone = PhoneField("Nomor HP")


def sample(**fields: str) -> Sample:
    form = Sample(MultiDict({"name": "Asep", **fields}))
    form.validate()
    return form


def test_text_is_trimmed_and_bounded() -> None:
    assert sample(name="  Siti \t Nur\0aini ").name.data == "Siti Nuraini"
    assert sample(name=" \n ").name.errors == ["Nama wajib diisi."]
    assert "20 karakter" in sample(name="x" * 21).name.errors[0]


@pytest.mark.parametrize("text", ["2027-01-04", "04/01/2027", "4/1/2027", "04-01-2027", "04.01.2027", " 04/01/2027 "])
def test_a_day_as_people_write_it(text: str) -> None:
    assert sample(day=text).day.data == date(2027, 1, 4)


@pytest.mark.parametrize("text", ["31/02/2027", "kemarin", "01/13/2027", "9" * 40])
def test_no_day(text: str) -> None:
    form = sample(day=text)
    assert form.day.data is None
    assert form.day.errors == ["Tulis tanggal sebagai hari/bulan/tahun, misalnya 04/01/2027."]


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1250000", 1_250_000), ("Rp1.250.000", 1_250_000), ("Rp 16.800,00", 16_800), ("16.800,-", 16_800), ("", None)],
)
def test_money_as_people_write_it(text: str, amount: int | None) -> None:
    assert sample(money=text).money.data == (None if amount is None else Rupiah(amount))


@pytest.mark.parametrize("text", ["1,5 juta", "-5", "1e9", "٣٤", "9" * 13])
def test_no_money(text: str) -> None:
    assert sample(money=text).money.errors == ["Tulis jumlah dalam rupiah utuh, misalnya 1.250.000."]


@given(st.dictionaries(st.sampled_from(["name", "day", "money", "phone"]), st.text(max_size=60)))
def test_whatever_is_typed_is_a_value_or_a_sentence(fields: dict[str, str]) -> None:
    form = sample(**fields)
    assert form.validate() or form.summary


def test_a_refusal_stands_beside_its_field_or_above_all() -> None:
    form = sample()
    form.refused(Refused(Fault("phone.form", "phone"), Fault("wave.same_name", "elsewhere")))
    assert len(form.phone.errors) == 1
    assert [field for field, _ in form.summary] == ["", "phone"]
    assert all(text for _, text in form.summary)


class Foreign(HouseForm):
    """Fields and rules of the library, to which nobody gave a sentence."""

    choice = SelectField("Pilihan", choices=[SelectChoice("a", "A")])
    count = IntegerField("Banyaknya", [NumberRange(1, 5)])
    email = TextField("E-mail", [Email()])
    word = TextField("Kata", [DataRequired(), Length(3, 5)])


def test_the_library_speaks_indonesian_too() -> None:
    for fields in ({}, {"choice": "z", "count": "x", "email": "x", "word": "xx"}, {"count": "9", "word": "123456"}):
        form = Foreign(MultiDict(fields))
        assert not form.validate()
        for errors in form.errors.values():
            for error in errors:
                assert error in {each % _Any() if "%" in each else each for each in SENTENCES.values()} | {
                    "Antara 1 dan 5.",
                    "Antara 3 dan 5 karakter.",
                }, error
    assert Indonesian().gettext("Something new in the next version.").startswith("Isian ini")


class _Any(dict[str, object]):
    def __missing__(self, _key: str) -> int:
        return 0
