"""Settings, read from the environment as `SORAMICHI_…` and nowhere else. Each is explained in docs/settings.md."""

import re
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from airspace.prefecture import PREFECTURES, Prefecture
from airspace.routing_slip import Mode
from api.jobs.worker import DEFAULT_LEASE_S
from api.notify.addresses import is_address
from api.notify.sinks import Tls
from api.security.addresses import Network, networks
from api.security.policy import Policy
from api.security.provider import ProviderSettings, is_web_address
from api.security.secret_box import read_keys
from api.services.terrain import DEFAULT_CACHE_BYTES


class MailTo(StrEnum):
    """Where mail goes."""

    NOWHERE = ""
    CONSOLE = "console"
    SMTP = "smtp"


class Settings(BaseSettings):
    """All that a deployment may choose."""

    model_config = SettingsConfigDict(env_prefix="SORAMICHI_", frozen=True, hide_input_in_errors=True)

    database_url: str = Field(
        "sqlite:///soramichi.sqlite3", description="SQLite file or PostgreSQL with PostGIS, as an SQLAlchemy address."
    )
    prefecture: str = Field("24", description="Two-digit code of the prefecture that the service works for.")
    trusted_proxies: str = Field(
        "", description="Networks whose X-Forwarded-For is believed, comma-separated; empty: none."
    )
    public_address: str = Field(
        "http://127.0.0.1:8000",
        description="The address by which people reach the service, without a path; links in mail begin with it.",
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
    voices_per_hour: int = Field(10, ge=1, description="Questions and reports that one address may send in an hour.")
    sign_ins_per_minute: int = Field(10, ge=1, description="Tries to sign in that one address has in a minute.")
    decided_here: bool = Field(
        False, description="Whether decisions are taken in the service, not in the prefecture's own document system."
    )
    processing_days: int = Field(
        20, ge=1, description="Working days that the prefecture sets itself for a case (標準処理期間)."
    )
    emergency_check_hours: float = Field(
        3.0,
        gt=0,
        le=24,
        description="Hours before the first flight (or the go) within which emergency airspace must be looked up.",
    )
    session_hours: float = Field(12.0, gt=0, description="Hours after which a sign-in ends.")
    session_idle_minutes: float = Field(60.0, ge=1, description="Minutes without use after which a sign-in ends.")
    secret_key: SecretStr = Field(
        SecretStr(""), description="Keys that seal second factors, the newest first; `soramichi key` prints one."
    )
    staff_second_factor: bool = Field(
        True, description="Whether the accounts of the office need a second factor. Off only for the demo."
    )
    oidc_issuer: str = Field("", description="The identity provider's issuer; empty: none.")
    oidc_client_id: str = Field("", description="By what name the provider knows the service.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="The secret that the provider gave with it.")
    oidc_name: str = Field("組織のアカウント", description="What the button to the provider is called.")
    oidc_mfa_amr: str = Field(
        "mfa", description="Values of `amr` by which the provider says that several factors were proved."
    )
    oidc_mfa_acr: str = Field("", description="Values of `acr` by which it says so; they are also asked for.")

    terrain_cache_bytes: int = Field(
        DEFAULT_CACHE_BYTES,
        ge=1024 * 1024,
        description="The most of terrain that one process keeps in memory, in bytes.",
    )

    job_lease_seconds: float = Field(
        DEFAULT_LEASE_S, ge=1, description="Seconds without a sign of life after which a worker's job is another's."
    )

    mail: MailTo = Field(
        MailTo.NOWHERE, description="Where mail goes: empty (it waits in the outbox), console, or smtp."
    )
    mail_sender: str = Field("", description="The address that mail comes from.")
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

    @field_validator("public_address")
    @classmethod
    def _an_address_of_people(cls, written: str) -> str:
        if not is_web_address(written) or not re.fullmatch(r"https?://[^\s/?#@]+/?", written):
            raise ValueError("write for example https://trials.example.jp, without a path; http on this machine only")
        return written.rstrip("/")

    @model_validator(mode="after")
    def _mail_can_go(self) -> "Settings":
        if self.mail is MailTo.SMTP and not (self.smtp_host and self.mail_sender):
            raise ValueError("mail by smtp needs SORAMICHI_SMTP_HOST and SORAMICHI_MAIL_SENDER")
        if self.smtp_user and self.smtp_tls is Tls.NONE:
            raise ValueError("SORAMICHI_SMTP_TLS=none would send the mail server's password in the clear")
        return self

    max_attachment_bytes: int = Field(15 * 1024 * 1024, ge=1024, description="The largest attached file, in bytes.")
    max_attachments: int = Field(50, ge=1, description="The most files that one trial holds.")
    malware_scanner: str = Field(
        "", description="Command that reads a file and ends with 0 (clean) or 1 (found); empty: nobody scans."
    )
    malware_scanner_seconds: float = Field(60.0, gt=0, description="Seconds after which a scan counts as failed.")
    parallel_files: int = Field(2, ge=1, description="Files opened or made again at the same time; more must wait.")

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

    @field_validator("secret_key")
    @classmethod
    def _readable_keys(cls, written: SecretStr) -> SecretStr:
        read_keys(written.get_secret_value())
        return written

    @model_validator(mode="after")
    def _whole_provider(self) -> "Settings":
        if self.oidc_issuer and not (self.oidc_client_id and "public_address" in self.model_fields_set):
            raise ValueError("with an issuer, a client id and the service's public address are needed")
        if self.oidc_issuer and not is_web_address(self.oidc_issuer):
            raise ValueError("oidc_issuer is an https address")
        return self

    @cached_property
    def provider(self) -> ProviderSettings | None:
        """The identity provider, None where there is none."""
        if not self.oidc_issuer:
            return None
        return ProviderSettings(
            issuer=self.oidc_issuer,
            client_id=self.oidc_client_id,
            client_secret=self.oidc_client_secret.get_secret_value(),
            return_address=f"{self.public_address}/sign-in/provider/return",
            several_factors_amr=_values(self.oidc_mfa_amr),
            several_factors_acr=_values(self.oidc_mfa_acr),
        )

    @cached_property
    def keys(self) -> tuple[bytes, ...]:
        """The keys that seal secrets, the newest first; none where none is set."""
        return read_keys(self.secret_key.get_secret_value())

    @cached_property
    def sign_in_policy(self) -> Policy:
        """What is asked of a sign-in."""
        return Policy(
            lasts=timedelta(hours=self.session_hours),
            idle=timedelta(minutes=self.session_idle_minutes),
            staff_second_factor=self.staff_second_factor,
            keys=self.keys,
        )

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        """The networks of trusted proxies."""
        return networks(self.trusted_proxies)

    @property
    def mode(self) -> Mode:
        """Where a slip that is drafted now is decided."""
        return Mode.HERE if self.decided_here else Mode.ELSEWHERE

    @cached_property
    def home(self) -> Prefecture:
        """The prefecture that the service works for."""
        return PREFECTURES[self.prefecture]


def _values(written: str) -> frozenset[str]:
    return frozenset(part.strip() for part in written.split(",") if part.strip())
