"""What things are called, and the tone of their badge."""

from __future__ import annotations

from enum import StrEnum

from flask import Flask

from portal.access.permissions import Permission, Role
from portal.models import (
    AgentState,
    ApplicantState,
    ApproachWay,
    Belonging,
    Channel,
    Consent,
    CreditState,
    Decision,
    DisputeState,
    DuesState,
    EnrolmentState,
    EventKind,
    Fate,
    Fit,
    Grade,
    InvoiceState,
    LeadState,
    MessageState,
    MoneyFate,
    OptOutBy,
    OrganisationKind,
    PayoutLineState,
    PayoutState,
    PersonKind,
    RosterKind,
    RosterState,
    SheetState,
    Source,
    Stage,
    StatementState,
    TransferState,
    Trouble,
    Way,
)
from portal.models import SubmissionState as SS
from portal.models.contribution import ContributionState
from portal.models.incentive import Cause as TakenBack
from portal.models.job import JobState
from portal.rules.agents import Document
from portal.rules.coverage import State
from portal.rules.incentives import Part, Payee
from portal.rules.reminding import What
from portal.rules.standings import Cause, Standing
from portal.web.wording import accidents
from portal.web.wording.actions import told
from portal.web.wording.faults import fault_text, proposed, sentence
from portal.web.wording.reasons import COVER, because

#: Member, its words, the tone of its badge. Not a dictionary of members: RETURNED of one kind equals that of another.
_NAMES: tuple[tuple[StrEnum, str, str], ...] = (
    (Role.SCHOOL_OPERATOR, "Operator sekolah", "neutral"),
    (Role.SCHOOL_READER, "Rekan (hanya melihat)", "neutral"),
    (Role.SCHOOL_PRINCIPAL, "Kepala sekolah", "neutral"),
    (Role.ORMAS_COORDINATOR, "Koordinator", "neutral"),
    (Role.ORMAS_OFFICER, "Pengurus", "neutral"),
    (Role.ORMAS_READER, "Pengurus (hanya melihat)", "neutral"),
    (Role.PERISAI_MANAGER, "Pengurus wadah", "neutral"),
    (Role.PERISAI_AGENT, "Agen Perisai", "neutral"),
    (Role.CLINIC_MANAGER, "Pengelola klinik", "neutral"),
    (Role.CLINIC_CLERK, "Petugas klinik", "neutral"),
    (AgentState.CANDIDATE, "Calon agen", "info"),
    (AgentState.ACTIVE, "Aktif", "success"),
    (AgentState.OFF, "Nonaktif", "neutral"),
    (Document.IDENTITY, "KTP", "neutral"),
    (Document.PHOTO, "Pas foto", "neutral"),
    (Document.ACCOUNT, "Buku rekening", "neutral"),
    (Document.STATEMENT, "Surat pernyataan bukan pegawai BPJS Ketenagakerjaan", "neutral"),
    (Permission.UNIT_WRITE, "Menata unit", "neutral"),
    (Permission.MEMBER_WRITE, "Mencatat dan mengubah anggota", "neutral"),
    (Permission.TARGET_WRITE, "Menetapkan sasaran", "neutral"),
    (Permission.TENURE_WRITE, "Mencatat pengurus", "neutral"),
    (Permission.COLLEAGUE_WRITE, "Memberi akses masuk", "neutral"),
    (Permission.REGISTRATION_WRITE, "Mendaftarkan peserta", "neutral"),
    (Permission.DUES_WRITE, "Menagih iuran", "neutral"),
    (TransferState.WAITING, "Menunggu jawaban", "warning"),
    (TransferState.ACCEPTED, "Disetujui", "success"),
    (TransferState.REFUSED, "Ditolak", "danger"),
    (TransferState.WITHDRAWN, "Ditarik kembali", "neutral"),
    (TransferState.EXPIRED, "Lewat waktu", "neutral"),
    (Permission.EVENT_WRITE, "Mengadakan kegiatan dan tindak lanjut", "neutral"),
    (Belonging.NEW, "Anggota baru", "neutral"),
    (Belonging.GUEST, "Bukan anggota", "neutral"),
    (Belonging.LATER, "Menunggu dibandingkan", "warning"),
    (EventKind.BRIEFING, "Sosialisasi", "info"),
    (EventKind.MEETING, "Rapat", "neutral"),
    (Way.TICKED, "Dicentang pengurus", "neutral"),
    (Way.TYPED, "Tamu", "neutral"),
    (Way.SCANNED, "Lewat kode QR", "info"),
    (LeadState.OPEN, "Belum dihubungi", "info"),
    (LeadState.MISSED, "Belum tersambung", "warning"),
    (LeadState.DONE, "Selesai", "success"),
    (LeadState.DECLINED, "Tidak berminat", "neutral"),
    (DuesState.OPEN, "Sedang dikumpulkan", "info"),
    (DuesState.BILLED, "Sudah ditagih", "success"),
    (DuesState.DROPPED, "Dibatalkan", "neutral"),
    (Consent.SIGNED, "Tanda tangan di lembar pendaftaran", "neutral"),
    (Consent.ONLINE, "Disetujui sendiri lewat HP", "neutral"),
    (ApplicantState.WAITING, "Menunggu pengurus", "info"),
    (ApplicantState.REGISTERED, "Terdaftar", "success"),
    (ApplicantState.REFUSED, "Ditolak", "neutral"),
    (Part.IURAN, "Iuran", "neutral"),
    (Part.ACQUISITION, "Orang baru", "info"),
    (Part.WADAH, "Bagian wadah", "neutral"),
    (Part.TAX, "Pajak", "neutral"),
    (Part.ADJUSTMENT, "Koreksi", "warning"),
    (Payee.AGENT, "Agen", "neutral"),
    (Payee.WADAH, "Wadah", "neutral"),
    (TakenBack.PAYMENT_VOIDED, "Pembayarannya dibatalkan", "warning"),
    (TakenBack.RECOUNTED, "Dihitung ulang", "warning"),
    (DisputeState.OPEN, "Menunggu jawaban", "warning"),
    (DisputeState.RIGHTED, "Dikoreksi", "success"),
    (DisputeState.EXPLAINED, "Dijelaskan", "info"),
    (DisputeState.WITHDRAWN, "Ditarik kembali", "neutral"),
    (StatementState.MAPPING, "Kolomnya perlu ditunjukkan", "warning"),
    (StatementState.READING, "Sedang dibaca", "info"),
    (StatementState.OPEN, "Sudah dibaca", "success"),
    (StatementState.PAYING, "Pembayaran sedang dicatat", "info"),
    (StatementState.UNDONE, "Dibatalkan", "neutral"),
    (StatementState.FAILED, "Tidak terbaca", "danger"),
    (Fit.MATCHED, "Cocok", "success"),
    (Fit.PART, "Kurang", "warning"),
    (Fit.OVER, "Lebih", "warning"),
    (Fit.DUPLICATE, "Ganda", "danger"),
    (Fit.UNMATCHED, "Belum ketemu tagihannya", "danger"),
    (Fit.ASIDE, "Bukan uang masuk", "neutral"),
    (Fit.UNREAD, "Tidak terbaca", "danger"),
    (MoneyFate.WAITING, "Menunggu", "warning"),
    (MoneyFate.PAID, "Dibayarkan", "success"),
    (MoneyFate.CREDIT, "Titipan", "info"),
    (MoneyFate.DISMISSED, "Disisihkan", "neutral"),
    (CreditState.OPEN, "Tersedia", "info"),
    (CreditState.USED, "Habis dipakai", "success"),
    (CreditState.REFUNDING, "Akan dikembalikan", "warning"),
    (CreditState.REFUNDED, "Sudah dikembalikan", "success"),
    (CreditState.VOID, "Batal", "neutral"),
    (PayoutState.PREPARING, "Sedang dihitung", "info"),
    (PayoutState.DRAFT, "Menunggu persetujuan kedua", "warning"),
    (PayoutState.APPROVED, "Disetujui", "info"),
    (PayoutState.SENT, "Sudah dikirim", "success"),
    (PayoutState.DROPPED, "Dibatalkan", "neutral"),
    (PayoutLineState.TO_PAY, "Akan dibayar", "info"),
    (PayoutLineState.PAID, "Sudah dibayar", "success"),
    (PayoutLineState.RETURNED, "Belum sampai", "danger"),
    (PayoutLineState.REISSUED, "Dikirim ulang", "neutral"),
    (PayoutLineState.CARRIED, "Diperhitungkan bulan depan", "neutral"),
    (SheetState.DRAFT, "Belum disimpan", "info"),
    (SheetState.KEPT, "Disimpan", "success"),
    (SheetState.DROPPED, "Dibuang", "neutral"),
    (Role.BRANCH_OFFICER, "Petugas kantor cabang", "neutral"),
    (OrganisationKind.SCHOOL, "Sekolah", "neutral"),
    (OrganisationKind.ORMAS, "Ormas", "neutral"),
    (OrganisationKind.PERISAI, "Wadah Perisai", "neutral"),
    (OrganisationKind.CLINIC, "Klinik (PLKK)", "neutral"),
    (ApproachWay.VISIT, "Kunjungan", "neutral"),
    (ApproachWay.BRIEFING, "Sosialisasi", "neutral"),
    (ApproachWay.CALL, "Telepon", "neutral"),
    (ApproachWay.CHAT, "WhatsApp", "neutral"),
    (ApproachWay.LETTER, "Surat atau e-mail", "neutral"),
    (Stage.REGISTERED, "Terdaftar", "neutral"),
    (Stage.BRIEFED, "Disosialisasi", "info"),
    (Stage.AGREED, "PKS", "info"),
    (Stage.FIRST_BATCH, "Rombongan pertama", "success"),
    (Stage.ACTIVE, "Aktif", "success"),
    (Source.FILE, "Berkas", "neutral"),
    (Source.PASTE, "Tempelan", "neutral"),
    (Source.FORM, "Isian satuan", "neutral"),
    (Source.COPY, "Salinan kelas", "neutral"),
    (RosterState.RECEIVED, "Diterima", "info"),
    (RosterState.MAPPING, "Perlu mencocokkan kolom", "warning"),
    (RosterState.READING, "Sedang diperiksa", "info"),
    (RosterState.OPEN, "Siap dikerjakan", "info"),
    (RosterState.ADMITTING, "Sedang dimasukkan", "info"),
    (RosterState.UNDONE, "Dibatalkan", "neutral"),
    (RosterState.FAILED, "Tidak terbaca", "danger"),
    (Decision.OPEN, "Perlu dibandingkan", "warning"),
    (Decision.SAME, "Orang yang sama", "success"),
    (Decision.OTHER, "Bukan orang yang sama", "neutral"),
    (RosterKind.INTERNS, "Daftar siswa", "neutral"),
    (RosterKind.MEMBERS, "Daftar anggota", "neutral"),
    (Grade.FAULTY, "Salah", "danger"),
    (Grade.WARNED, "Perlu dilihat", "warning"),
    (Grade.READY, "Siap", "success"),
    (Fate.OPEN, "Belum diajukan", "info"),
    (Fate.SKIPPED, "Dilewati", "neutral"),
    (Fate.SENT, "Diajukan", "success"),
    (Fate.RETURNED, "Dikembalikan", "warning"),
    (SS.SENDING, "Sedang dikirim", "info"),
    (SS.AWAITING_PRINCIPAL, "Menunggu kepala sekolah", "warning"),
    (SS.AWAITING_BRANCH, "Menunggu kantor cabang", "info"),
    (SS.APPROVED, "Disetujui", "success"),
    (SS.RETURNED, "Dikembalikan", "warning"),
    (SS.WITHDRAWN, "Ditarik kembali", "neutral"),
    (EnrolmentState.WAITING, "Menunggu kantor cabang", "info"),
    (EnrolmentState.RETURNED, "Dikembalikan", "warning"),
    (EnrolmentState.APPROVED, "Disetujui", "success"),
    (EnrolmentState.WITHDRAWN, "Ditarik", "neutral"),
    (InvoiceState.PROPOSED, "Menunggu kode iuran", "info"),
    (InvoiceState.ISSUED, "Belum dibayar", "warning"),
    (InvoiceState.PART_PAID, "Dibayar sebagian", "warning"),
    (InvoiceState.PAID, "Lunas", "success"),
    (InvoiceState.VOID, "Dibatalkan", "neutral"),
    (ContributionState.PLANNED, "Belum ditagih", "neutral"),
    (ContributionState.BILLED, "Belum dibayar", "warning"),
    (ContributionState.PAID, "Lunas", "success"),
    (ContributionState.VOID, "Batal", "neutral"),
    (Standing.COVERED, "Terlindungi", "success"),
    (Standing.ARREARS, "Menunggak", "warning"),
    (Standing.NOT_YET, "Belum", "danger"),
    (Standing.TOO_OLD, "65 tahun ke atas", "neutral"),
    (Standing.WAGE_EARNER, "Penerima upah", "neutral"),
    (Standing.LEFT, "Keluar", "neutral"),
    (Cause.PAID, "iuran lunas", "success"),
    (Cause.OWES, "iuran menunggak", "warning"),
    (Cause.LATER, "sudah bayar, mulai nanti", "info"),
    (Cause.LAPSED, "berhenti, 3 bulan tidak bayar", "danger"),
    (Cause.UNPAID, "terdaftar, iuran pertama belum dibayar", "warning"),
    (Cause.ENDED, "kepesertaannya sudah selesai", "danger"),
    (Cause.NEVER, "belum pernah terdaftar", "danger"),
    (Cause.AGE, "tidak dapat mendaftar lagi", "neutral"),
    (Cause.WAGES, "dilindungi lewat pemberi kerja", "neutral"),
    (Cause.GONE, "bukan anggota lagi", "neutral"),
    (Channel.EMAIL, "E-mail", "neutral"),
    (Channel.WHATSAPP, "WhatsApp", "neutral"),
    (MessageState.WAITING, "Menunggu dikirim", "info"),
    (MessageState.SENT, "Terkirim", "success"),
    (MessageState.FAILED, "Gagal", "danger"),
    (MessageState.SKIPPED, "Dilewati", "neutral"),
    (Trouble.UNREACHABLE, "Server surat tidak terjangkau; dicoba lagi sendiri", "warning"),
    (Trouble.REJECTED, "Alamat e-mail ditolak server surat", "danger"),
    (Trouble.GIVEN_UP, "Server surat tidak terjangkau selama tiga hari", "danger"),
    (Trouble.OPTED_OUT, "Tidak mau menerima pengingat", "neutral"),
    (Trouble.NO_ADDRESS, "Tidak punya alamat e-mail", "warning"),
    (Trouble.NO_SERVER, "Server surat belum dipasang", "warning"),
    (What.BILL, "Tagihan", "neutral"),
    (What.DEPARTURE, "Keberangkatan", "neutral"),
    (What.AGREEMENT, "PKS", "neutral"),
    (PersonKind.MEMBER, "Rekan", "neutral"),
    (PersonKind.CONTACT, "Narahubung", "neutral"),
    (OptOutBy.PROFILE, "Dipilih sendiri di akun", "neutral"),
    (OptOutBy.LINK, "Dipilih sendiri lewat tautan e-mail", "neutral"),
    (OptOutBy.TOLD, "Dicatat oleh petugas", "neutral"),
    (JobState.QUEUED, "Menunggu giliran", "info"),
    (JobState.RUNNING, "Berjalan", "info"),
    (JobState.DONE, "Selesai", "success"),
    (JobState.FAILED, "Gagal", "danger"),
    (JobState.CANCELLED, "Dihentikan", "neutral"),
    *accidents.NAMES,
)


#: (kind, value) → (words, tone)
NAMES: dict[tuple[type[StrEnum], str], tuple[str, str]] = {
    (type(member), member.value): (words, tone) for member, words, tone in _NAMES
} | {(State, state.value): named for state, named in COVER.items()}


def name_of(member: StrEnum) -> str:
    return _named(member)[0]


def tone_of(member: StrEnum) -> str:
    return _named(member)[1]


def _named(member: StrEnum) -> tuple[str, str]:
    return NAMES[type(member), member.value]


def register(app: Flask) -> None:
    """Template filters ``state|called`` and ``state|tone``."""
    app.jinja_env.filters["called"] = name_of
    app.jinja_env.filters["because"] = because
    app.jinja_env.filters["sentence"] = sentence
    app.jinja_env.filters["proposed"] = proposed
    app.jinja_env.filters["fault_text"] = fault_text
    app.jinja_env.filters["told"] = told
    app.jinja_env.filters["tone"] = tone_of
