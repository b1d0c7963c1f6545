"""Typed settings, read from the environment once; nothing else reads it.

Every variable starts with ``GANDENG_``, but for ``DATABASE_URL``, which tools know by that name.
Secrets that are not given are made on first run in the instance folder, in files that only the owner can read.
"""

from __future__ import annotations

import base64
import os
import secrets
from collections.abc import Callable
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).resolve().parent.parent
SEALING_KEYS = "sealing.keys"


class Settings(BaseSettings):
    """What differs between one installation and another."""

    model_config = SettingsConfigDict(env_prefix="GANDENG_", extra="ignore")

    #: Where the embedded database, the keys and the logs live.
    instance: Path = ROOT / "instance"
    database_url: str = Field(default="", validation_alias=AliasChoices("DATABASE_URL", "GANDENG_DATABASE_URL"))
    #: Counters of attempts live apart, so that a GET never takes the main write lock.
    limits_url: str = ""
    #: Signs cookies. Base64 or any long text.
    secret_key: SecretStr = SecretStr("")
    #: ``id:base64`` pairs separated by commas, the first seals new values; ids are 1 to 255.
    sealing_keys: SecretStr = SecretStr("")
    #: Keys the blind index; never stored in the database or its backups.
    index_key: SecretStr = SecretStr("")

    host: str = "127.0.0.1"
    port: int = 8000
    web_processes: int = 2
    web_threads: int = 64
    job_processes: int = 1
    #: The address people type; it stands in the QR of every card. Empty: taken from host and port.
    public_url: str = ""
    #: Behind TLS: secure cookies and HSTS.
    https: bool = False
    #: How many proxies stand in front and set X-Forwarded-*.
    proxies: int = 0

    smtp_url: str = ""
    mail_from: str = "Gandeng <tidak-dijawab@localhost>"
    #: For a demo without a mail server: letters stay in the portal, where its branch reads them (`keeps_letters`).
    mailbox: bool = False

    session_idle_hours: int = 12
    session_days: int = 7
    #: After so long without a request a phone that colleagues share asks for a PIN.
    pin_idle_minutes: int = 10
    upload_megabytes: int = 20

    log_level: str = "INFO"

    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.instance / 'gandeng.sqlite3'}"

    def limits(self) -> str:
        if self.limits_url:
            return self.limits_url
        if self.database().startswith("sqlite"):
            return f"sqlite:///{self.instance / 'limits.sqlite3'}"
        return self.database()

    def address(self) -> str:
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def keeps_letters(self) -> bool:
        """Whether letters stay in the portal. Only where nobody but this machine can come: they hold links that open
        accounts."""
        at_home = all(_loopback(host) for host in (self.host, urlsplit(self.address()).hostname or ""))
        return self.mailbox and at_home and not (self.smtp_url or self.https or self.proxies)

    def secrets_in_place(self) -> Settings:
        """These settings with every missing secret read from the instance folder, or made there first."""
        made: dict[str, SecretStr] = {}
        if not self.secret_key.get_secret_value():
            made["secret_key"] = SecretStr(_kept(self.instance / "secret.key", fresh_key))
        if not self.index_key.get_secret_value():
            made["index_key"] = SecretStr(_kept(self.instance / "index.key", fresh_key))
        return self.model_copy(update=made)

    def sealing_keys_now(self) -> str:
        """The sealing keys as they are at this moment: those in the file may be rotated while the portal runs."""
        given = self.sealing_keys.get_secret_value()
        return given or _kept(self.instance / SEALING_KEYS, lambda: f"1:{fresh_key()}")

    def keep_sealing_keys(self, text: str) -> None:
        """Put other sealing keys into the file, at one stroke; what stood there before is gone."""
        draft = self.instance / f".{SEALING_KEYS}.{os.getpid()}"
        _write(draft, text)
        os.replace(draft, self.instance / SEALING_KEYS)


def fresh_key() -> str:
    """256 random bits, as base64."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def _loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _kept(path: Path, fresh: Callable[[], str]) -> str:
    """The text of a key file; two processes that start at once agree on one, since only one can create it."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        _write(draft, fresh())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def _write(path: Path, text: str) -> None:
    """Readable by the owner only, from the first byte on."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
