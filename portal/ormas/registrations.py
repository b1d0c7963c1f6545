"""Making somebody a participant of a unit (Daftarkan peserta)."""

from __future__ import annotations

from portal.flows.registrations import RegistrationForm, registrations_with

registrations = registrations_with(
    RegistrationForm,
    "ormas/registrations/_fields.html",
    done="Terdaftar. Perlindungan mulai setelah iuran pertama dibayar lewat daftar iuran.",
)
