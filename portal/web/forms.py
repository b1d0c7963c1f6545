"""Forms: WTForms with Indonesian sentences, values of the house, and refusals of services shown at their field."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from flask import request
from wtforms import Field, Form, RadioField, StringField, TimeField
from wtforms import ValidationError as _ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]
from wtforms.validators import DataRequired, InputRequired
from wtforms.widgets import DateInput, HiddenInput, TextInput

from portal.values.fault import Fault, Invalid, Refused
from portal.values.phone import Phone
from portal.values.rupiah import Rupiah
from portal.web.wording.faults import sentence
from portal.web.wording.forms import Indonesian
from portal.web.wording.names import name_of


class HouseForm(Form):
    """A form of the house. CSRF is checked for every POST by the app; `kit.form` puts both hidden fields in."""

    class Meta:
        def get_translations(self, _form: Form) -> Indonesian:
            return Indonesian()

    @classmethod
    def posted(cls, **kwargs: Any) -> Self:
        return cls(request.form, **kwargs)

    #: Faults of no single field, shown in the summary only.
    refusals: tuple[Fault, ...] = ()

    def refused(self, refused: Refused) -> None:
        """Show a service's refusal where it belongs."""
        whole = []
        for fault in refused.faults:
            field = self._fields.get(fault.field)
            if field is None:
                whole.append(fault)
            else:
                field.errors = [*field.errors, sentence(fault)]
        self.refusals = (*self.refusals, *whole)

    @property
    def summary(self) -> list[tuple[str, str]]:
        """What `kit.error_summary` lists: the id of the field it leads to (or nothing), and the sentence."""
        entries = [("", sentence(fault)) for fault in self.refusals]
        for field in self:
            name = field.label.text
            said = name if name.endswith("?") else f"{name}:"
            entries += [(field.id, error if error.startswith(name) else f"{said} {error}") for error in field.errors]
        return entries


def required(what: str = "") -> DataRequired:
    return DataRequired(f"{what or 'Isian ini'} wajib diisi.")


def given(what: str = "") -> InputRequired:
    return InputRequired(f"{what or 'Isian ini'} wajib diisi.")


class TextField(StringField):
    """A line of text: trimmed, inner white space folded, at most `longest` characters."""

    def __init__(self, label: str, validators: Any = (), *, longest: int = 160, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.longest = longest

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = " ".join(valuelist[0].replace("\0", "").split()) if valuelist else ""
        if len(self.data) > self.longest:
            raise ValueError(f"Paling panjang {self.longest} karakter.")


class OneOfField(RadioField):
    """One member of an enumeration, by the names that the house has for them; `data` is the member."""

    def __init__(
        self,
        label: str,
        kind: type[StrEnum],
        validators: Any = (),
        *,
        among: Iterable[StrEnum] | None = None,
        **kwargs: Any,
    ) -> None:
        choices = [SelectChoice(each.value, name_of(each)) for each in among or kind]
        asked = [*validators, InputRequired(f"Pilih salah satu: {label.lower()}.")]
        super().__init__(label, asked, choices=choices, coerce=kind, **kwargs)


class VersionField(Field):
    """Which version of a thing somebody had before them, hidden in the form; `data` is a number, 0 for none."""

    widget = HiddenInput()
    data: int

    def _value(self) -> str:
        return str(self.data or 0)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class DayField(Field):
    """A WIB day: what ``<input type=date>`` sends (ISO), or dd/mm/yyyy as people type it."""

    widget = DateInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        if not text:
            return
        for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"):
            try:
                self.data = datetime.strptime(text, pattern).date()  # noqa: DTZ007  (a day has no zone)
            except ValueError:
                continue
            return
        raise ValueError("Tulis tanggal sebagai hari/bulan/tahun, misalnya 04/01/2027.")


class HourField(TimeField):
    """A time of day as people write it: ``16:30`` or ``16.30``."""

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata([text.strip().replace(".", ":") for text in valuelist])
        except ValueError:
            raise ValueError("Tulis jam dan menit, misalnya 16.30.") from None


class MoneyField(Field):
    """Whole rupiah, typed as people type them: ``Rp1.250.000`` or ``1250000``. `data` is Rupiah or None."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data.amount:,}".replace(",", ".") if self.data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = (valuelist[0] if valuelist else "").strip().removeprefix("Rp").replace(" ", "")
        text = text.removesuffix(",00").removesuffix(",-").replace(".", "")
        self.data: Rupiah | None = None
        if not text:
            return
        if not text.isascii() or not text.isdigit() or len(text) > 12:
            raise ValueError("Tulis jumlah dalam rupiah utuh, misalnya 1.250.000.")
        self.data = Rupiah(int(text))


class PhoneField(TextField):
    """An Indonesian mobile number; `data` becomes E.164 text or an empty one."""

    def process_formdata(self, valuelist: list[str]) -> None:
        super().process_formdata(valuelist)
        if self.data:
            try:
                self.data = Phone.parse(self.data).e164
            except Invalid as invalid:
                raise ValueError(sentence(invalid.fault)) from invalid


class FieldError(_ValidationError):
    """Raised by a form's own `validate_…`; the sentence is the message."""
