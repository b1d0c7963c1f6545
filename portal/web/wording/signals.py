"""A signal in words: what was seen, what it may innocently mean, and what one can look at. No sentence accuses."""

from __future__ import annotations

from typing import NamedTuple

from portal.models import Signal
from portal.rules.signals import EARLY, JUST_BOUGHT, LAST_DAYS, SignalKind


class Words(NamedTuple):
    """`seen` is filled with the signal's count, `of` and facts."""

    seen: str
    kindly: str
    look: str


WORDS: dict[SignalKind, Words] = {
    SignalKind.EARLY_DEATH: Words(
        f"{{count}} orang yang didaftarkannya meninggal dalam {EARLY[SignalKind.EARLY_DEATH].days} hari sesudah "
        "terdaftar, dalam setahun terakhir.",
        "Siapa pun yang memenuhi syarat boleh didaftarkan, juga yang berumur. Di pasar atau desa yang banyak "
        "lansianya, angka ini wajar lebih tinggi.",
        "Tanggal daftar dan tanggal bayar, sebab meninggal, dan apakah orangnya bekerja saat didaftarkan.",
    ),
    SignalKind.EARLY_CASE: Words(
        f"{{count}} orang yang didaftarkannya mengalami kecelakaan dalam {EARLY[SignalKind.EARLY_CASE].days} hari "
        "sesudah terdaftar, dalam setahun terakhir.",
        "Orang sering mendaftar saat memulai pekerjaan baru, dan justru pekerja baru yang lebih sering celaka.",
        "Jam kejadian dibandingkan jam perlindungan mulai, saksi, dan pekerjaannya.",
    ),
    SignalKind.SHARED_PHONE: Words(
        "{count} orang memakai satu nomor HP.",
        "Satu keluarga sering berbagi satu ponsel, dan yang tidak punya ponsel sering menitipkan nomor pengurus "
        "atau agennya.",
        "Apakah orang-orangnya ada dan tahu bahwa mereka terdaftar. Nomor yang benar perlu supaya pengingat sampai.",
    ),
    SignalKind.SHARED_ADDRESS: Words(
        "{count} orang memakai satu alamat.",
        "Mes pekerja, pondok pesantren, dan pasar memang satu alamat untuk banyak orang.",
        "Apakah alamat itu ada, dan apakah orang-orangnya tinggal atau bekerja di sana.",
    ),
    SignalKind.BURST: Words(
        f"{{count}} dari {{of}} orang yang didaftarkannya dalam sebulan masuk pada {LAST_DAYS} hari terakhirnya.",
        "Banyak orang menerima upah di akhir bulan dan baru saat itu membayar; lembar pendaftaran juga sering "
        "dimasukkan sekaligus.",
        "Apakah mereka membayar lagi pada bulan berikutnya, atau hanya sekali.",
    ),
    SignalKind.AGE_EDGE: Words(
        "{count} orang didaftarkannya pada tahun terakhir sebelum batas usia, dalam setahun terakhir.",
        "Yang hampir 65 tahun tetap berhak mendaftar, dan sering baru mendengar tentang perlindungan ini.",
        "Apakah mereka masih bekerja, dan siapa yang membayar iurannya.",
    ),
    SignalKind.LATE_COVER: Words(
        f"Perlindungannya mulai {{hours}} sebelum kecelakaan. Di bawah {JUST_BOUGHT.days * 24} jam tampil di sini.",
        "Seseorang harus mulai pada suatu hari, dan perlindungan berlaku sejak saat itu. Membayar lalu celaka "
        "bukan pelanggaran.",
        "Jam pembayaran, jam kejadian menurut saksi dan klinik, dan jam datang di klinik.",
    ),
    SignalKind.TREATS_OWN: Words(
        "Agen yang mendaftarkan pasien ini juga bekerja untuk klinik yang merawatnya.",
        "Di kota kecil satu orang sering memegang dua pekerjaan, dan orang berobat ke tempat yang dikenalnya.",
        "Siapa yang menulis keterangan dokter, dan apakah petugas lain di klinik mengenal kejadiannya.",
    ),
}


def seen(signal: Signal) -> str:
    """``3 orang yang didaftarkannya meninggal …``"""
    hours = f"{whole} jam" if (whole := signal.facts.get("hours")) else "kurang dari 1 jam"
    return WORDS[signal.kind].seen.format(count=signal.count, of=signal.of, hours=hours)
