"""An accident in words: what is paid and why, which papers are asked for, what the clinic's desk is told."""

from __future__ import annotations

from enum import StrEnum

from portal.models import AskedBy, CaseState, Origin, Purpose, StepKind
from portal.rules.accidents import Evidence, Form, Hue, Next, Party, Where
from portal.rules.benefits import Carried, Outcome, School
from portal.rules.cover_checks import Verdict
from portal.rules.signals import SignalKind
from portal.values.clock import Zone

REASONS: dict[str, str] = {
    "benefit.base": "Dihitung dari dasar {base} (golongan {number}), bukan dari penghasilan yang ditulis.",
    "benefit.base.pkl": "Dihitung dari dasar {base}, seperti iuran siswa PKL.",
    "benefit.medical": "Tanpa batas biaya, menurut kebutuhan medis, di kelas I rumah sakit pemerintah.",
    "benefit.transport": "Diganti sesuai pengeluaran, paling banyak {most}.",
    "benefit.stmb": (
        "{days} hari tidak mampu bekerja: {first}% dari {base} sebulan untuk {months} bulan pertama, "
        "lalu {after}% sampai sembuh."
    ),
    "benefit.home_care": "Diganti sesuai pengeluaran, paling banyak {most}, paling lama {years} tahun.",
    "benefit.partial": "{percent}% × {months} × {base}, menurut tabel cacat.",
    "benefit.partial.function": "{lost}% × {percent}% × {months} × {base}: bagian tubuh ada, fungsinya berkurang.",
    "benefit.further": (
        "Kembali bekerja (return to work), kaki atau tangan tiruan, kacamata, alat bantu dengar, gigi tiruan: "
        "batasnya tanyakan ke kantor cabang."
    ),
    "benefit.total": "{percent}% × {months} × {base}.",
    "benefit.death": "{percent}% × {months} × {base}.",
    "benefit.funeral": "Dibayar kepada ahli waris atau yang mengurus pemakaman.",
    "benefit.periodic": "{months} bulan × {each}, dibayar sekaligus.",
    "benefit.scholarship": (
        "Untuk {children} anak (paling banyak {limit}), tiap tahun diajukan lagi; berhenti pada usia {age} tahun, "
        "menikah, atau bekerja."
    ),
    "benefit.scholarship.too_soon": "Beasiswa mulai sesudah {years} tahun iuran; baru {months} bulan yang dibayar.",
    "benefit.jkm.heirs": "Kepada ahli waris.",
    "benefit.jkm.periodic": "Dibayar sekaligus kepada ahli waris.",
    "benefit.jkm.funeral": "Kepada ahli waris atau yang mengurus pemakaman.",
    "evidence.form_one": "Formulir 3 KK1, laporan tahap I. Dapat dicetak dari halaman ini.",
    "evidence.identity": "KTP; siswa yang belum punya: kartu keluarga atau KIA.",
    "evidence.card": "Kartu peserta, atau lembar kartu dari Gandeng.",
    "evidence.chronology": "Kronologi: di mana, kapan, bagaimana, siapa menolong; ditandatangani.",
    "evidence.attendance": "Daftar hadir di tempat PKL pada hari itu.",
    "evidence.placement": "Surat penempatan PKL, atau PKS sekolah dengan tempat PKL.",
    "evidence.schedule": "Jadwal PKL.",
    "evidence.route": "Gambar rute yang biasa dilalui berangkat dan pulang PKL.",
    "evidence.witnesses": "Keterangan {count} saksi, masing-masing dengan KTP-nya.",
    "evidence.traffic": "Laporan polisi, atau surat jaminan Jasa Raharja.",
    "evidence.doctor": "Surat dokter tentang lama tidak mampu bekerja.",
    "evidence.receipts": "Kuitansi asli dari yang sudah dibayar sendiri.",
    "evidence.form_two": "Formulir 3a KK2, laporan tahap II. Dapat dicetak dari halaman ini.",
    "evidence.form_three": "Formulir 3b KK3, surat keterangan dokter. Dapat dicetak dari halaman ini.",
    "evidence.account": "Buku rekening penerima santunan.",
    "evidence.certificate": "Surat keterangan kematian.",
    "evidence.family": "Kartu keluarga.",
    "evidence.letter": "Surat keterangan ahli waris.",
    "notice.minimum": (
        "Pemberitahuan dugaan kecelakaan cukup berisi: nomor (KPJ atau NIK), kronologi, "
        "serta nama dan nomor telepon yang dapat dihubungi."
    ),
    "check.unknown": (
        "Tidak ada yang terdaftar di Gandeng dengan nomor ini. Mungkin ia terlindungi di tempat lain, "
        "misalnya lewat perusahaannya."
    ),
    "check.meaning.cashless": (
        "Dapat dirawat di PLKK tanpa membayar: kepesertaannya aktif dan iurannya tertib. Minta salinan kartu atau "
        "KTP dan surat pengantar PLKK."
    ),
    "check.meaning.arrears.after_settled": (
        "Belum dapat dirawat tanpa membayar, karena iurannya menunggak ({months}). Pasien membayar dahulu; "
        "biayanya dapat diganti setelah tunggakan lunas."
    ),
    "check.meaning.arrears.payable": (
        "Belum dapat dirawat tanpa membayar, karena iurannya menunggak ({months}). Pasien membayar dahulu; "
        "biayanya dapat diganti."
    ),
    "check.meaning.arrears.not_payable": (
        "Iurannya menunggak ({months}), dan kantor cabang ini tidak membayar kecelakaan selama menunggak. "
        "Pasien diperlakukan sebagai pasien umum."
    ),
    "check.meaning.general": "Rawat sebagai pasien umum atau peserta JKN; simpan semua kuitansi asli.",
    "check.meaning.not_back": "Membayar iuran sekarang tidak melindungi kecelakaan yang sudah terjadi.",
    "check.meaning.traffic": (
        "Kecelakaan lalu lintas: Jasa Raharja menjamin lebih dahulu; JKK menanggung selebihnya."
    ),
    "check.todo.report": "Laporkan tahap I (3 KK1) dalam {hours} jam sejak kecelakaan: buka kasusnya di sini.",
    "check.todo.papers": "Mintalah salinan kartu atau KTP dan surat pengantar; tanpa itu pasien membayar dahulu.",
    "check.todo.traffic": "Mintalah laporan polisi atau surat jaminan Jasa Raharja.",
    "check.todo.ask_branch": (
        "Bila menurut pasien ia sudah membayar, tunjukkan jawaban ini ke kantor cabang sebelum menolak."
    ),
    "check.todo.unknown": "Periksa lagi nomornya, atau periksa di e-PLKK dan tanyakan ke kantor cabang.",
}

#: What the parts of an estimate are called.
PARTS: dict[str, str] = {
    "medical": "Pengobatan dan perawatan",
    "transport.land": "Angkutan darat",
    "transport.sea": "Angkutan laut",
    "transport.air": "Angkutan udara",
    "stmb": "Santunan sementara tidak mampu bekerja (STMB)",
    "home_care": "Perawatan di rumah",
    "partial": "Santunan cacat sebagian",
    "total": "Santunan cacat total tetap",
    "further": "Bantuan lain",
    "death": "Santunan kematian karena kecelakaan kerja",
    "funeral": "Biaya pemakaman",
    "periodic": "Santunan berkala",
    "scholarship": "Beasiswa anak",
    "jkm.heirs": "Santunan kematian",
    "jkm.periodic": "Santunan berkala",
    "jkm.funeral": "Biaya pemakaman",
}

#: The examples of the table of disabilities, as a form lists them.
BODY: dict[str, str] = {
    "eyes": "Kedua mata",
    "eye": "Satu mata",
    "right_arm": "Lengan kanan dari bahu",
    "left_arm": "Lengan kiri dari bahu",
    "ears": "Pendengaran kedua telinga",
    "ear": "Pendengaran satu telinga",
    "earlobe": "Daun telinga",
}

#: Member, its words, the tone of its badge.
NAMES: tuple[tuple[StrEnum, str, str], ...] = (
    (Verdict.COVERED, "Terlindungi", "success"),
    (Verdict.IN_ARREARS, "Terlindungi, menunggak", "warning"),
    (Verdict.NOT_YET, "Belum terlindungi", "warning"),
    (Verdict.NOT_COVERED, "Tidak terlindungi", "danger"),
    (Verdict.UNKNOWN, "Tidak dikenal", "neutral"),
    (AskedBy.NIK, "NIK", "neutral"),
    (AskedBy.KPJ, "Nomor kartu (KPJ)", "neutral"),
    (AskedBy.CARD, "Kartu", "neutral"),
    (Purpose.AT_THE_DESK, "Pasien ada di klinik", "neutral"),
    (Purpose.ON_THE_PHONE, "Keluarga atau pendamping menelepon", "neutral"),
    (Purpose.RETURN_VISIT, "Kontrol atau rawat lanjutan", "neutral"),
    (Purpose.BILLING, "Menyiapkan penagihan", "neutral"),
    (Zone.WIB, "WIB", "neutral"),
    (Zone.WITA, "WITA", "neutral"),
    (Zone.WIT, "WIT", "neutral"),
    (CaseState.NOTICED, "Pemberitahuan masuk", "warning"),
    (CaseState.OPEN, "Sedang ditangani", "info"),
    (CaseState.ACCEPTED, "Diterima sebagai kecelakaan kerja", "success"),
    (CaseState.REFUSED, "Tidak diterima", "danger"),
    (CaseState.WITHDRAWN, "Dibatalkan", "neutral"),
    (Origin.SPONSOR, "Sekolah atau mitra", "neutral"),
    (Origin.AGENT, "Agen", "neutral"),
    (Origin.CLINIC, "Klinik", "neutral"),
    (Origin.BRANCH, "Kantor cabang", "neutral"),
    (Origin.PUBLIC, "Pemberitahuan umum", "neutral"),
    (StepKind.NOTICED, "Diberitahukan lewat kartu darurat", "warning"),
    (StepKind.OPENED, "Kasus dibuka", "info"),
    (StepKind.TAKEN_UP, "Pemberitahuan ditindaklanjuti", "info"),
    (StepKind.CHANGED, "Keterangan kejadian diubah", "neutral"),
    (StepKind.CLINIC_CHOSEN, "Klinik yang merawat ditetapkan", "info"),
    (StepKind.HEALTH_NOTED, "Catatan perawatan diperbarui", "neutral"),
    (StepKind.DECLARED, "Dokter sudah menyatakan akhir perawatan", "info"),
    (StepKind.HANDED_IN, "Formulir disampaikan", "success"),
    (StepKind.PAPER_ADDED, "Dokumen ditambahkan", "neutral"),
    (StepKind.PAPER_REMOVED, "Dokumen dihapus", "neutral"),
    (StepKind.PRESSED, "Pengingat dikirim", "warning"),
    (StepKind.ACCEPTED, "Diterima kantor cabang", "success"),
    (StepKind.REFUSED, "Tidak diterima kantor cabang", "danger"),
    (StepKind.REOPENED, "Dibuka kembali", "info"),
    (StepKind.WITHDRAWN, "Dibatalkan", "neutral"),
    (Form.KK1, "3 KK1 (tahap I)", "neutral"),
    (Form.KK2, "3a KK2 (tahap II)", "neutral"),
    (Form.KK3, "3b KK3 (surat dokter)", "neutral"),
    (Party.SPONSOR, "Sekolah atau mitra", "neutral"),
    (Party.CLINIC, "Klinik yang merawat", "neutral"),
    (Party.BRANCH, "Kantor cabang", "neutral"),
    (Hue.WAITS, "Belum berjalan", "neutral"),
    (Hue.CALM, "Masih ada waktu", "info"),
    (Hue.SOON, "Kurang dari 24 jam", "warning"),
    (Hue.URGENT, "Kurang dari 8 jam", "danger"),
    (Hue.LATE, "Terlambat", "danger"),
    (Hue.DONE, "Sudah disampaikan", "success"),
    (Next.KK1, "Sampaikan laporan tahap I (3 KK1)", "warning"),
    (Next.DOCTOR, "Menunggu dokter menyatakan sembuh, cacat, atau meninggal", "info"),
    (Next.KK2, "Sampaikan laporan tahap II (3a KK2)", "warning"),
    (Next.KK3, "Sampaikan surat keterangan dokter (3b KK3)", "warning"),
    (Next.PAPERS, "Lengkapi dokumen yang belum ada", "warning"),
    (Next.DECISION, "Menunggu keputusan kantor cabang", "info"),
    (Where.AT_WORK, "Di tempat kerja atau tempat PKL", "neutral"),
    (Where.ON_THE_WAY, "Di perjalanan berangkat atau pulang", "neutral"),
    (Where.ERRAND, "Di tempat lain, karena tugas", "neutral"),
    (Where.UNSURE, "Belum jelas", "neutral"),
    (Evidence.FORM_ONE, "Formulir 3 KK1", "neutral"),
    (Evidence.FORM_TWO, "Formulir 3a KK2", "neutral"),
    (Evidence.FORM_THREE, "Formulir 3b KK3", "neutral"),
    (Evidence.IDENTITY, "KTP, KK, atau KIA", "neutral"),
    (Evidence.CARD, "Kartu peserta", "neutral"),
    (Evidence.CHRONOLOGY, "Kronologi", "neutral"),
    (Evidence.ATTENDANCE, "Daftar hadir", "neutral"),
    (Evidence.WITNESS, "Keterangan saksi", "neutral"),
    (Evidence.POLICE, "Laporan polisi", "neutral"),
    (Evidence.GUARANTEE, "Surat jaminan Jasa Raharja", "neutral"),
    (Evidence.RECEIPTS, "Kuitansi", "neutral"),
    (Evidence.DOCTOR, "Surat dokter", "neutral"),
    (Evidence.PLACEMENT, "Surat penempatan PKL", "neutral"),
    (Evidence.AGREEMENT, "PKS dengan tempat PKL", "neutral"),
    (Evidence.SCHEDULE, "Jadwal PKL", "neutral"),
    (Evidence.ROUTE, "Gambar rute", "neutral"),
    (Evidence.CERTIFICATE, "Surat kematian", "neutral"),
    (Evidence.FAMILY, "Kartu keluarga", "neutral"),
    (Evidence.LETTER, "Surat ahli waris", "neutral"),
    (Evidence.ACCOUNT, "Buku rekening", "neutral"),
    (Evidence.OTHER, "Dokumen lain", "neutral"),
    (Outcome.TREATED, "Masih dirawat", "info"),
    (Outcome.HEALED, "Sembuh", "success"),
    (Outcome.PARTIAL, "Cacat sebagian", "warning"),
    (Outcome.TOTAL, "Cacat total tetap", "danger"),
    (Outcome.DIED, "Meninggal dunia", "danger"),
    (Carried.LAND, "Darat", "neutral"),
    (Carried.SEA, "Laut atau sungai", "neutral"),
    (Carried.AIR, "Udara", "neutral"),
    (School.PRIMARY, "TK atau SD", "neutral"),
    (School.JUNIOR, "SMP", "neutral"),
    (School.SENIOR, "SMA atau SMK", "neutral"),
    (School.HIGHER, "Kuliah atau pelatihan", "neutral"),
    (SignalKind.EARLY_DEATH, "Meninggal tak lama sesudah didaftarkan", "warning"),
    (SignalKind.EARLY_CASE, "Kecelakaan tak lama sesudah didaftarkan", "warning"),
    (SignalKind.SHARED_PHONE, "Banyak orang dengan satu nomor HP", "warning"),
    (SignalKind.SHARED_ADDRESS, "Banyak orang dengan satu alamat", "warning"),
    (SignalKind.BURST, "Pendaftaran menumpuk di akhir bulan", "info"),
    (SignalKind.AGE_EDGE, "Banyak yang hampir berusia 65 tahun", "info"),
    (SignalKind.LATE_COVER, "Perlindungan dimulai kurang dari 72 jam sebelum kecelakaan", "warning"),
    (SignalKind.TREATS_OWN, "Agen bekerja di klinik yang merawat", "warning"),
)
