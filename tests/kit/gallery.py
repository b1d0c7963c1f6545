"""The gallery as a tiny portal without database or sign-in. To look at it: ``python -m tests.kit.gallery``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from time import sleep
from types import MappingProxyType
from typing import NamedTuple

from flask import Flask, abort, flash, redirect, render_template, request
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response
from wtforms import (
    BooleanField,
    DateField,
    FileField,
    Form,
    HiddenField,
    IntegerField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Optional

from portal.web import formats
from portal.web.assets import Assets
from portal.web.security import CONTENT_SECURITY_POLICY

ROOT = Path(__file__).resolve().parent.parent.parent
REFUSALS = (400, 403, 404, 409, 413, 422, 429, 500, 503)
SEXES = [SelectChoice("L", "Laki-laki"), SelectChoice("P", "Perempuan")]
SECTORS = [
    SelectChoice("", "Pilih sektor"),
    SelectChoice("tani", "Pertanian"),
    SelectChoice("dagang", "Perdagangan besar dan eceran"),
]


class Way(NamedTuple):
    url: str
    label: str
    icon: str
    current: bool = False
    count: int | None = None


class Acting(NamedTuple):
    person: str = "Sari Wulandari"
    organisation_name: str = "SMK Negeri 1 Kota Bogor"
    role_name: str = "Operator sekolah"
    switch_url: str = "/ganti"
    account_url: str = "/akun"
    sign_out_url: str = "/keluar"
    keeps: Mapping[str, str] = MappingProxyType({})
    lock_url: str | None = None
    locks_after: int | None = None


class Happening(NamedTuple):
    sentence: str
    who: str
    when: datetime = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)


class Sample(Form):
    full_name = StringField("Nama lengkap", [InputRequired("Nama belum diisi. Tulis seperti di kartu keluarga.")])
    income = IntegerField("Penghasilan sebulan", [InputRequired("Penghasilan belum diisi.")])
    born = DateField("Tanggal lahir", [Optional()])
    note = TextAreaField("Catatan", description="Hanya dibaca rekan satu sekolah.")
    sector = SelectField("Sektor", [InputRequired("Sektor belum dipilih.")], choices=SECTORS)
    sex = RadioField("Jenis kelamin", [InputRequired("Pilih salah satu.")], choices=SEXES)
    agreed = BooleanField("Wali sudah menyetujui")
    sheet = FileField("Daftar siswa")
    token = HiddenField(default="x")


def create_gallery(instance: Path) -> Flask:
    """A Flask app with the page of all macros, the error pages, and a few places for its forms to post to.

    What was posted is kept, as paths, in ``app.extensions["posted"]``.
    """
    app = Flask("gallery", template_folder=str(ROOT / "templates"), static_folder=None, instance_path=str(instance))
    app.secret_key = "only for looking"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["csrf_token"] = lambda: "token"
    app.jinja_env.globals["idempotency_key"] = lambda: "key"
    formats.init_app(app)
    Assets().init_app(app)
    posted: list[str] = app.extensions.setdefault("posted", [])

    @app.after_request
    def strict(answer: Response) -> Response:
        answer.headers["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
        return answer

    @app.get("/galeri")
    def gallery() -> str:
        form = Sample(MultiDict({"note": "Pindah dari SMKN 2", "sector": ""}))
        form.validate()
        flash("Daftar siswa tersimpan.", "success")
        return render_template(
            "kit/gallery.html",
            form=form,
            born=date(2008, 1, 4),
            instant=datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
            events=[
                Happening("Sari mengubah tanggal lahir dari 4 Januari 2007 menjadi 4 Januari 2008.", "Sari"),
                Happening("Didaftarkan dari berkas Daftar Peserta Didik.xlsx, baris 14.", ""),
            ],
            acting=Acting(),
            navigation=[
                Way("/galeri", "Beranda", "house", current=True),
                Way("/gelombang", "Gelombang PKL", "calendar"),
                Way("/daftar", "Daftar peserta", "sheet", count=12),
                Way("/tagihan", "Tagihan", "receipt", count=2),
                Way("/kartu", "Kartu", "id-card"),
            ],
        )

    @app.get("/kemajuan")
    def progress() -> tuple[str, int]:
        posted.append("/kemajuan")
        return '<div id="pekerjaan">Selesai.</div>', 200

    @app.post("/simpan")
    def save() -> tuple[str, int]:
        posted.append("/simpan")
        answer = request.form.get("full_name", "")
        if answer.isdigit():
            return refuse(int(answer))
        return '<form id="formulir"><div id="galat-baru" tabindex="-1" autofocus>Nama belum diisi.</div></form>', 422

    @app.post("/lewati")
    def skip() -> Response:
        posted.append("/lewati")
        sleep(0.5)
        return redirect("/galeri", 303)

    @app.get("/tolak/<int:code>")
    def refuse(code: int) -> tuple[str, int]:
        if code not in REFUSALS:
            abort(404)
        sentences = ["Kode iuran sudah dipakai. Periksa angka terakhirnya."] if "sebab" in request.args else []
        return render_template(f"errors/{code}.html", sentences=sentences), code

    return app


if __name__ == "__main__":
    create_gallery(ROOT / "instance").run(port=8099)
