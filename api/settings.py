"""Settings, read from the environment as `SORAMICHI_…` and nowhere else. Each is explained in docs/settings.md."""

import re
from enum import StrEnum
from functools import cached_property

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from airspace.prefecture import PREFECTURES, Prefecture
from api.notify.addresses import is_address
from api.notify.sinks import Tls
from api.security.addresses import Network, networks
from api.services.terrain import DEFAULT_CACHE_BYTES


class MailTo(StrEnum):
    """Where mail goes."""

    NOWHERE = ""
    CONSOLE = "console"
    SMTP = "smtp"


class Settings(BaseSettings):
    """All that a deployment may choose."""

    model_config = SettingsConfigDict(env_prefix="SORAMICHI_", frozen=True)

    database_url: str = Field(
        "sqlite:///soramichi.sqlite3", description="SQLite file or PostgreSQL with PostGIS, as an SQLAlchemy address."
    )
    prefecture: str = Field("24", description="Two-digit code of the prefecture that the service works for.")
    trusted_proxies: str = Field(
        "", description="Networks whose X-Forwarded-For is believed, comma-separated; empty: none."
    )
    https: bool = Field(
        False, description="Whether people reach the service by https: cookies and headers then insist on it."
    )
    max_upload_bytes: int = Field(20 * 1024 * 1024, ge=1024, description="The largest request body, in bytes.")
    max_public_points: int = Field(2_000, ge=2, description="The most waypoints in a check without an account.")
    screenings_per_minute: int = Field(60, ge=1, description="Checks that one address may ask for in a minute.")
    cpu_seconds_per_minute: float = Field(
        20.0, gt=0, description="Seconds of computing that one address's checks may use in a minute."
    )
    parallel_screenings: int = Field(4, ge=1, description="Checks computed at the same time; more are asked to wait.")
    sign_ins_per_minute: int = Field(10, ge=1, description="Tries to sign in that one address has in a minute.")
    processing_days: int = Field(
        20, ge=1, description="Working days that the prefecture sets itself for a case (標準処理期間)."
    )
    session_hours: float = Field(12.0, gt=0, description="Hours after which a sign-in ends.")

    terrain_cache_bytes: int = Field(
        DEFAULT_CACHE_BYTES,
        ge=1024 * 1024,
        description="The most of terrain that one process keeps in memory, in bytes.",
    )

    mail: MailTo = Field(
        MailTo.NOWHERE, description="Where mail goes: empty (it waits in the outbox), console, or smtp."
    )
    mail_sender: str = Field("", description="The address that mail comes from.")
    base_url: str = Field("http://127.0.0.1:8000", description="The service's public address, for links in mail.")
    smtp_host: str = Field("", description="The mail server.")
    smtp_port: int = Field(587, ge=1, le=65535, description="The mail server's port.")
    smtp_user: str = Field("", description="The user to sign in to the mail server as; empty: no sign-in.")
    smtp_password: SecretStr = Field(SecretStr(""), description="That user's password.")
    smtp_tls: Tls = Field(Tls.STARTTLS, description="How the way to the mail server is encrypted: starttls, tls, none.")

    @field_validator("mail_sender")
    @classmethod
    def _an_address(cls, written: str) -> str:
        if written and not is_address(written):
            raise ValueError("this is no e-mail address")
        return written

    @field_validator("base_url")
    @classmethod
    def _an_http_address(cls, written: str) -> str:
        if not re.fullmatch(r"https?://[^\s/?#]+(/[^\s?#]*)?", written):
            raise ValueError("write for example https://trials.example.jp")
        return written.rstrip("/")

    @model_validator(mode="after")
    def _mail_can_go(self) -> "Settings":
        if self.mail is MailTo.SMTP and not (self.smtp_host and self.mail_sender):
            raise ValueError("mail by smtp needs SORAMICHI_SMTP_HOST and SORAMICHI_MAIL_SENDER")
        if self.smtp_user and self.smtp_tls is Tls.NONE:
            raise ValueError("SORAMICHI_SMTP_TLS=none would send the mail server's password in the clear")
        return self

    @field_validator("prefecture")
    @classmethod
    def _known_prefecture(cls, code: str) -> str:
        if code not in PREFECTURES:
            raise ValueError(f"no prefecture {code} is set up; known: {', '.join(PREFECTURES)}")
        return code

    @field_validator("trusted_proxies")
    @classmethod
    def _readable_networks(cls, written: str) -> str:
        networks(written)
        return written

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        """The networks of trusted proxies."""
        return networks(self.trusted_proxies)

    @cached_property
    def home(self) -> Prefecture:
        """The prefecture that the service works for."""
        return PREFECTURES[self.prefecture]
