"""The gallery as a tiny portal without database or sign-in. To look at it: ``python -m tests.kit.gallery``."""

from __future__ import annotations

from collections import namedtuple
from datetime import UTC, date, datetime
from pathlib import Path

from flask import Flask, abort, flash, render_template
from jinja2 import StrictUndefined
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, DateField, FileField, Form, HiddenField, IntegerField, RadioField, SelectField
from wtforms import StringField, TextAreaField
from wtforms.validators import InputRequired

from portal.web.assets import Assets

ROOT = Path(__file__).resolve().parent.parent.parent
CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "form-action 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
REFUSALS = (400, 403, 404, 409, 413, 422, 429, 500, 503)

Way = namedtuple("Way", "url label icon current count")
Acting = namedtuple("Acting", "person organisation_name role_name switch_url account_url sign_out_url")
Happening = namedtuple("Happening", "sentence who when")


class Sample(Form):
    full_name = StringField("Nama lengkap", [InputRequired("Nama belum diisi. Tulis seperti di kartu keluarga.")])
    income = IntegerField("Penghasilan sebulan", [InputRequired("Penghasilan belum diisi.")])
    born = DateField("Tanggal lahir")
    note = TextAreaField("Catatan", description="Hanya dibaca rekan satu sekolah.")
    sector = SelectField("Sektor", choices=[("tani", "Pertanian"), ("dagang", "Perdagangan besar dan eceran")])
    sex = RadioField(
        "Jenis kelamin", [InputRequired("Pilih salah satu.")], choices=[("L", "Laki-laki"), ("P", "Perempuan")]
    )
    agreed = BooleanField("Wali sudah menyetujui")
    sheet = FileField("Daftar siswa")
    token = HiddenField(default="x")


def create_gallery(instance: Path) -> Flask:
    app = Flask("gallery", template_folder=str(ROOT / "templates"), static_folder=None, instance_path=str(instance))
    app.secret_key = "only for looking"
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals["csrf_token"] = lambda: "csrf"
    app.jinja_env.globals["idempotency_key"] = lambda: "key"
    app.jinja_env.filters.setdefault("day", lambda day: day.strftime("%d/%m/%Y"))
    app.jinja_env.filters.setdefault("moment", lambda instant: instant.strftime("%d/%m/%Y %H.%M"))
    Assets().init_app(app)

    @app.after_request
    def strict(response):
        response.headers["Content-Security-Policy"] = CSP
        return response

    @app.get("/galeri")
    def gallery() -> str:
        form = Sample(MultiDict({"note": "Pindah dari SMKN 2"}))
        form.validate()
        flash("Daftar siswa tersimpan.", "success")
        return render_template(
            "kit/gallery.html",
            form=form,
            born=date(2008, 1, 4),
            instant=datetime(2026, 11, 21, 3, 0, tzinfo=UTC),
            events=[
                Happening(
                    "Sari mengubah tanggal lahir dari 4 Januari 2007 menjadi 4 Januari 2008.",
                    "Sari",
                    datetime.now(UTC),
                ),
                Happening("Didaftarkan dari berkas Daftar Peserta Didik.xlsx, baris 14.", "", datetime.now(UTC)),
            ],
            acting=Acting(
                "Sari Wulandari", "SMK Negeri 1 Kota Bogor", "Operator sekolah", "/ganti", "/akun", "/keluar"
            ),
            navigation=[
                Way("/", "Beranda", "house", True, None),
                Way("/gelombang", "Gelombang PKL", "calendar", False, None),
                Way("/daftar", "Daftar peserta", "sheet", False, 12),
                Way("/tagihan", "Tagihan", "receipt", False, 2),
                Way("/kartu", "Kartu", "id-card", False, None),
            ],
        )

    @app.get("/tolak/<int:code>")
    def refuse(code: int) -> str:
        if code not in REFUSALS:
            abort(404)
        return render_template(f"errors/{code}.html")

    return app


if __name__ == "__main__":
    create_gallery(ROOT / "instance").run(port=8099)
