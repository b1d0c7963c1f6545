"""What the messages that a branch may word are called, what stands for what in them, and how one would look."""

from __future__ import annotations

#: kind → (what it is called, when it goes out)
TITLES: dict[str, tuple[str, str]] = {
    "reminder": (
        "Pengingat lewat e-mail",
        "Tagihan, keberangkatan tanpa perlindungan, dan PKS; tiap hari pukul 06.00.",
    ),
    "reminder_by_whatsapp": ("Pengingat lewat WhatsApp", "Petugas mengingatkan mitra atau rekan."),
    "dues_by_whatsapp": ("Iuran, kepada peserta", "Agen atau pengurus menagih iuran peserta lewat WhatsApp."),
    "person_by_whatsapp": ("Kabar perlindungan, kepada peserta", "Mitra mengabari peserta lewat WhatsApp."),
    "event_by_whatsapp": ("Undangan kegiatan ormas", "Pengurus mengundang anggota lewat WhatsApp."),
    "referral_by_whatsapp": ("Ajakan pengurus ormas", "Pengurus menyebarkan tautannya lewat WhatsApp."),
    "invitation": ("Undangan membuat akun lewat e-mail", "Rekan baru diundang bergabung di Gandeng."),
    "invitation_by_whatsapp": ("Undangan membuat akun lewat WhatsApp", "Rekan baru diundang bergabung di Gandeng."),
}

#: placeholder → (what stands there, how it may look)
PLACEHOLDERS: dict[str, tuple[str, str]] = {
    "nama": ("nama penerima", "Sari Wulandari"),
    "pengirim": ("nama yang mengirim", "Hasan Basri"),
    "tempat_pengirim": ("mitra atau kantor pengirim", "Kantor Cabang Bandung"),
    "mitra": ("mitra yang diingatkan", "SMK Negeri 1 Bandung"),
    "tautan": ("tautannya", "https://gandeng.contoh/buka"),
    "perihal": ("pokok pengingat, satu baris", "tagihan TG-0007 jatuh tempo 15 Desember 2026"),
    "hari": ("harinya", "Senin, 14 Desember 2026"),
    "daftar": (
        "hal-hal yang diingatkan, satu baris tiap hal",
        "- Tagihan TG-0007 untuk 41 orang, Rp2.066.400, jatuh tempo besok, Selasa, 15 Desember 2026.",
    ),
    "keadaan": (
        "keadaan perlindungan atau iurannya, dalam kalimat",
        "Iuran yang belum dibayar: 2 bulan, Rp16.800.",
    ),
    "cara_bayar": ("cara membayar", "Bayar di bank, minimarket, atau dompet digital dengan NIK Anda."),
    "masa": ("masa perlindungan", " selama PKL, 4 Januari 2027 sampai 31 Maret 2027"),
    "bantuan": ("ke mana bertanya", "Bila ada yang tidak cocok, balas pesan ini."),
    "unit": ("nama unit ormas", "Ranting Arjuna"),
    "kegiatan": ("nama kegiatan", "Rapat Rutin Ranting"),
    "jam": ("jam mulai", "19.30"),
    "tempat": ("tempat", "Balai RW 05"),
    "acara": ("apa yang dibahas", "Anggota yang belum terdaftar dapat mendaftar di tempat. Bawa KTP."),
    "pengundang": ("yang mengundang", "Hasan Basri"),
    "peran": ("perannya", "Operator sekolah"),
}
EXAMPLES = {name: example for name, (_, example) in PLACEHOLDERS.items()}
