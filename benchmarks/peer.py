"""A peer to hold a page against: the form with which Django's admin adds a worker, as that framework ships it.

`main(folder, port)` serves it until it is told to stop; files packed as ours are, debugging off. The person who signs
in is `WHO` with the password `PASSWORD`.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

WHO, PASSWORD = "petugas", "kuda-lumping-menari-pagi"
FORM = "/admin/peer/worker/add/"


def application(folder: Path) -> Any:
    """The WSGI application on a fresh SQLite database in `folder`: five fields, as our form has."""
    import django
    from django.apps import AppConfig
    from django.conf import settings

    class Peer(AppConfig):
        name, label = "benchmarks.peer", "peer"
        path = str(folder)
        default_auto_field = "django.db.models.BigAutoField"

    sys.modules["benchmarks.peer"].Peer = Peer  # type: ignore[attr-defined]
    settings.configure(
        SECRET_KEY="of a measurement",
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF=__name__,
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(folder / "peer.sqlite3")}},
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "benchmarks.peer.Peer",
        ],
        MIDDLEWARE=[
            "django.middleware.gzip.GZipMiddleware",
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        STATIC_URL="/static/",
        STATIC_ROOT=str(folder / "static"),
        LANGUAGE_CODE="id",
    )
    django.setup()

    from django.contrib import admin
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application
    from django.db import models
    from django.urls import path
    from whitenoise import WhiteNoise
    from whitenoise.compress import Compressor

    class Worker(models.Model):
        nik = models.CharField("NIK", max_length=16)
        name = models.CharField("Nama", max_length=120)
        phone = models.CharField("Nomor HP", max_length=20)
        occupation = models.CharField("Pekerjaan", max_length=60)
        programmes = models.CharField("Program", max_length=16, choices=[("2", "JKK+JKM"), ("3", "JKK+JKM+JHT")])

        class Meta:
            app_label = "peer"

    admin.site.register(Worker)
    sys.modules[__name__].urlpatterns = [path("admin/", admin.site.urls)]  # type: ignore[attr-defined]
    call_command("migrate", "--run-syncdb", verbosity=0)
    call_command("collectstatic", "--noinput", verbosity=0)
    for file in [each for each in (folder / "static").rglob("*") if each.suffix in {".css", ".js", ".svg"}]:
        list(Compressor(quiet=True).compress(str(file)))
    get_user_model().objects.create_superuser(WHO, "", PASSWORD)
    return WhiteNoise(get_wsgi_application(), root=str(folder / "static"), prefix="static/", max_age=31_536_000)


def main(folder: str, port: str) -> None:
    from gunicorn.app.base import BaseApplication

    served = application(Path(folder))
    wanted = {"bind": f"127.0.0.1:{port}", "threads": 16, "worker_class": "gthread", "control_socket_disable": True}

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            for name, value in wanted.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return served

    Server().run()
