"""Settings, read from the environment as `SORAMICHI_…` and nowhere else. Each is explained in docs/settings.md."""

from functools import cached_property

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from airspace.prefecture import PREFECTURES, Prefecture
from api.security.addresses import Network, networks
from api.services.terrain import DEFAULT_CACHE_BYTES


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

    @cached_property
    def proxies(self) -> tuple[Network, ...]:
        """The networks of trusted proxies."""
        return networks(self.trusted_proxies)

    @cached_property
    def home(self) -> Prefecture:
        """The prefecture that the service works for."""
        return PREFECTURES[self.prefecture]
