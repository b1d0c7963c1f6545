"""What people agree to when they send themselves in, by version: who agreed years ago can be shown what it was.

A wording that somebody may have agreed to is never changed; a better one is another version. It says what UU PDP
27/2022 Pasal 21 asks for: who, what for, which data, how long, what one may ask.
"""

from __future__ import annotations

from types import MappingProxyType

#: The wording of new consents.
CURRENT = "2026-11"

#: Version → its paragraphs; ``{unit}`` is the unit whose link it is.
CONSENTS = MappingProxyType(
    {
        "2026-11": (
            "Saya setuju {unit} dan kantor cabang BPJS Ketenagakerjaan memakai data di halaman ini untuk "
            "mendaftarkan saya sebagai peserta (bukan penerima upah), menagih iuran, dan menghubungi saya untuk itu.",
            "Data yang dipakai: NIK, nama, tanggal lahir, nomor HP, pekerjaan, penghasilan, dan nomor KTA bila "
            "diisi. Disimpan terenkripsi dan tidak dipakai untuk hal lain.",
            "Bila pengurus menolak, data dihapus paling lama 30 hari sejak dikirim; bila tidak diputuskan, 90 hari. "
            "Bila saya menjadi peserta, data disimpan selama saya peserta dan selama hukum mewajibkannya.",
            "Saya boleh melihat, membetulkan, dan menarik data saya lewat pengurus {unit} (UU 27/2022 tentang "
            "Pelindungan Data Pribadi).",
        )
    }
)


#: The wording for parents, by version; ``{school}`` registers the child.
GUARDIANS = MappingProxyType(
    {
        "wali-2026-11": (
            "Saya, orang tua atau wali, setuju {school} dan kantor cabang BPJS Ketenagakerjaan memakai data anak "
            "saya untuk mendaftarkannya pada Jaminan Kecelakaan Kerja dan Jaminan Kematian selama PKL, membayar "
            "iurannya, dan mengurus haknya bila ia celaka.",
            "Data yang dipakai: NIK, nama, tempat dan tanggal lahir, jenis kelamin, nama ibu kandung, nomor HP, "
            "kelas, dan tempat PKL. Disimpan terenkripsi dan tidak dipakai untuk hal lain.",
            "Data disimpan selama ia terdaftar dan selama hukum mewajibkannya sesudah itu. Data kesehatan hanya "
            "dibaca klinik yang merawat dan kantor cabang, tidak oleh sekolah.",
            "Saya boleh melihat dan membetulkan data itu lewat {school}, dan menarik persetujuan ini kapan saja di "
            "halaman ini (UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 21 dan 25).",
        ),
        "wali-kertas-2026-11": (
            "Saya, orang tua atau wali, setuju {school} dan kantor cabang BPJS Ketenagakerjaan memakai data anak "
            "saya untuk mendaftarkannya pada Jaminan Kecelakaan Kerja dan Jaminan Kematian selama PKL, membayar "
            "iurannya, dan mengurus haknya bila ia celaka.",
            "Data yang dipakai: NIK, nama, tempat dan tanggal lahir, jenis kelamin, nama ibu kandung, nomor HP, "
            "kelas, dan tempat PKL; serta nama dan tanda tangan saya di lembar ini. Disimpan terenkripsi dan tidak "
            "dipakai untuk hal lain.",
            "Data disimpan selama ia terdaftar dan selama hukum mewajibkannya sesudah itu. Data kesehatan hanya "
            "dibaca klinik yang merawat dan kantor cabang, tidak oleh sekolah.",
            "Saya boleh melihat dan membetulkan data itu, dan menarik persetujuan ini kapan saja, lewat {school} "
            "(UU 27/2022 tentang Pelindungan Data Pribadi, Pasal 21 dan 25).",
        ),
    }
)
#: The wording of new consents of parents; on paper nobody can take it back "on this page".
CURRENT_GUARDIAN, CURRENT_ON_SHEET = "wali-2026-11", "wali-kertas-2026-11"

#: What a pupil reads who fills in their own line; it is no consent of a parent, and says so.
PUPILS = MappingProxyType(
    {
        "siswa-2026-11": (
            "{school} memakai data di halaman ini untuk mendaftarkan Anda pada Jaminan Kecelakaan Kerja dan Jaminan "
            "Kematian BPJS Ketenagakerjaan selama PKL. Sekolah memeriksanya lebih dahulu.",
            "Data yang dipakai: NIK, nama, tempat dan tanggal lahir, nama ibu kandung, nomor HP, kelas, dan tempat "
            "PKL. Disimpan terenkripsi dan tidak dipakai untuk hal lain.",
            "Bila sekolah melewatkan isian ini, data dihapus paling lama 30 hari sejak dikirim; bila tidak "
            "diputuskan, 90 hari. Anda dan orang tua boleh melihat, membetulkan, dan menarik data lewat sekolah "
            "(UU 27/2022).",
            "Ini bukan persetujuan orang tua atau wali; sekolah memintanya tersendiri.",
        )
    }
)
CURRENT_PUPIL = "siswa-2026-11"


def pupil_paragraphs(version: str, school: str) -> list[str]:
    """The wording of a version for pupils; KeyError for one that never was."""
    return [each.format(school=school) for each in PUPILS[version]]


def guardian_paragraphs(version: str, school: str) -> list[str]:
    """The wording of a version for parents; KeyError for one that never was."""
    return [each.format(school=school) for each in GUARDIANS[version]]


def paragraphs(version: str, unit: str) -> list[str]:
    """The wording of a version for a unit; KeyError for one that never was."""
    return [each.format(unit=unit) for each in CONSENTS[version]]
