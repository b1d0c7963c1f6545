"""What WTForms itself says when a form gives a field no sentence of its own."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "This field is required.": "Isian ini wajib diisi.",
    "Invalid input.": "Isian ini tidak dapat diterima. Periksa kembali.",
    "Invalid email address.": "Tulis alamat e-mail seperti nama@contoh.sch.id.",
    "Not a valid choice.": "Pilih salah satu dari daftar.",
    "Invalid Choice: could not coerce.": "Pilih salah satu dari daftar.",
    "Choices cannot be None.": "Pilih salah satu dari daftar.",
    "Invalid choice(s): one or more data inputs could not be coerced.": "Pilih dari daftar.",
    "'%(value)s' is not a valid choice for this field.": "Pilih dari daftar.",
    "'%(value)s' are not valid choices for this field.": "Pilih dari daftar.",
    "Not a valid integer value.": "Tulis angka bulat, misalnya 25.",
    "Not a valid decimal value.": "Tulis angka, misalnya 2,5.",
    "Not a valid date value.": "Tulis tanggal sebagai hari/bulan/tahun, misalnya 04/01/2027.",
    "Not a valid datetime value.": "Tulis tanggal dan jam, misalnya 04/01/2027 08.00.",
    "Not a valid time value.": "Tulis jam, misalnya 08.00.",
    "Field must be equal to %(other_name)s.": "Kedua isian harus sama.",
    "Field must be at least %(min)d character long.": "Paling pendek %(min)d karakter.",
    "Field must be at least %(min)d characters long.": "Paling pendek %(min)d karakter.",
    "Field cannot be longer than %(max)d character.": "Paling panjang %(max)d karakter.",
    "Field cannot be longer than %(max)d characters.": "Paling panjang %(max)d karakter.",
    "Field must be exactly %(max)d character long.": "Harus tepat %(max)d karakter.",
    "Field must be exactly %(max)d characters long.": "Harus tepat %(max)d karakter.",
    "Field must be between %(min)d and %(max)d characters long.": "Antara %(min)d dan %(max)d karakter.",
    "Number must be at least %(min)s.": "Paling sedikit %(min)s.",
    "Number must be at most %(max)s.": "Paling banyak %(max)s.",
    "Number must be between %(min)s and %(max)s.": "Antara %(min)s dan %(max)s.",
}
_OTHER = "Isian ini tidak dapat diterima. Periksa kembali."


class Indonesian:
    """The translations object WTForms asks; what nobody foresaw is still said in Indonesian."""

    def gettext(self, text: str) -> str:
        return SENTENCES.get(text, _OTHER)

    def ngettext(self, one: str, many: str, _count: int) -> str:
        return SENTENCES.get(many, SENTENCES.get(one, _OTHER))
