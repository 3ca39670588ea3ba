"""Every setting of the service. Each is read from the environment as `ZHIBAN_<NAME>`."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.environment import values_in_files
from app.errors import BadSetting
from corpora import CORPORA_DIR


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="ZHIBAN_", env_ignore_empty=True, frozen=True)

    home: Path = Field(Path(".zhiban"), description="Folder of this installation's data: database, uploads, indexes.")
    database_url: str = Field("", description="SQLAlchemy URL; empty: a SQLite file in the home folder.")
    database_connections: int = Field(
        20, ge=2, le=1000, description="Connections to the database that one process keeps open at most."
    )
    master_key_file: Path | None = Field(
        None, description="File of the key that personal data is sealed with; empty: `master.key` in the home folder."
    )
    files_url: str = Field(
        "", description="Where uploads are kept, such as s3://bucket/folder; empty: `uploads/` in the home folder."
    )
    clamav: str = Field(
        "",
        pattern=r"^(unix:/.+|[^:/\s]+:\d{1,5})?$",
        description="ClamAV daemon that scans every upload, unix:/run/clamav/clamd.ctl or host:port; or none.",
    )
    clamav_seconds: float = Field(
        30.0, gt=0, le=600, description="Seconds that it may take to answer; then the upload is refused for now."
    )
    case_upload_mb: int = Field(200, ge=1, le=10_000, description="Megabytes of all files of one application together.")
    uploads_per_day: int = Field(
        20_000, ge=1, le=100_000_000, description="Files a day that one system or account may send."
    )
    upload_mb_per_day: int = Field(
        20_480, ge=1, le=100_000_000, description="Megabytes a day that one system or account may send."
    )
    applicants_uploads_per_day: int = Field(
        100_000, ge=1, le=100_000_000, description="Files a day that applicants without an account may send in all."
    )
    applicants_upload_mb_per_day: int = Field(
        102_400, ge=1, le=100_000_000, description="Megabytes a day that they may send in all."
    )
    models_dir: Path = Field(
        Path(sys.prefix) / "share" / "zhiban" / "models",
        description="Folder of the model folders that `zhiban models prepare` builds.",
    )
    ocr_detection_model: str = Field("PP-OCRv6_small_det", description="Model folder that finds text lines.")
    ocr_recognition_model: str = Field("PP-OCRv6_small_rec", description="Model folder that reads a text line.")
    ocr_second_model: str = Field("PP-OCRv6_tiny_rec", description="Model folder that reads it a second time.")
    embedding_model: str = Field("multilingual-e5-small", description="sentence-transformers folder for retrieval.")
    threads: int = Field(2, ge=1, le=64, description="CPU threads that one reading or embedding may use.")
    public_url: str = Field(
        "", pattern=r"^(https?://[^/?#\s]+)?$", description="Address that browsers reach the service at, https://host."
    )
    oidc_issuer: str = Field(
        "", description="OpenID Connect service to sign in at, exactly as it names itself; needs ZHIBAN_PUBLIC_URL."
    )
    oidc_client_id: str = Field("zhiban", description="Name that we are registered under at that service.")
    oidc_client_secret: SecretStr = Field(SecretStr(""), description="Secret that we are registered with there.")
    oidc_scopes: str = Field("openid profile", description="Scopes asked of it; openid is one of them.")
    oidc_name_claim: str = Field(
        "", description="Claim by which an account added with --oidc is known at its first sign-in; or none."
    )
    oidc_company_claim: str = Field(
        "", description="Claim that holds the code of the company that an applicant acts for; or none."
    )
    requests_per_minute: int = Field(
        6000, ge=1, le=10_000_000, description="Requests a minute of one system or account, counted by each process."
    )
    address_requests_per_minute: int = Field(
        600, ge=1, le=10_000_000, description="Requests a minute from one address by who has no account, likewise."
    )
    sign_ins_per_minute: int = Field(
        10, ge=1, le=100_000, description="Tries to sign in a minute from one address, likewise."
    )
    misses_per_minute: int = Field(
        30, ge=1, le=1_000_000, description="Case numbers not found a minute from one address, likewise."
    )
    language_model_url: str = Field(
        "", description="OpenAI-compatible endpoint that may rephrase quotes, ending before /chat/completions; or none."
    )
    language_model: str = Field("", description="Name of the model at that endpoint.")
    language_model_key: SecretStr = Field(SecretStr(""), description="Key for that endpoint.")
    language_model_seconds: float = Field(
        2.0, gt=0, le=60, description="Seconds that an answer may wait for it; then the quotes alone are the answer."
    )
    assistant_idle_days: int = Field(
        30, ge=1, le=3650, description="Days after which a conversation that nobody goes on with is erased."
    )
    assistant_turns_per_minute: int = Field(
        20, ge=1, le=100_000, description="Questions a minute in one conversation, counted by each process."
    )
    assistant_requests_per_minute: int = Field(
        600, ge=1, le=1_000_000, description="Requests a minute to conversations from one address, likewise."
    )
    smtp_url: SecretStr = Field(
        SecretStr(""),
        description="Mail server for notices, smtps://user:password@host or smtp:// with STARTTLS; empty: no mails.",
    )
    smtp_ca_file: Path | None = Field(
        None, description="Certificates in PEM form that it is trusted by beside the usual ones; or none."
    )
    mail_from: str = Field("", description="Address that notices come from, or a name and <address>.")
    registers_file: Path | None = Field(
        None, description="YAML file of the registers that a data-sharing gateway answers; empty: all are imported."
    )
    corpora_dir: Path = Field(CORPORA_DIR, description="Folder of the laws, guides and schemes to answer from.")
    audit_anchor: Path | None = Field(
        None,
        description="File outside the database, best on another disk, that signed checkpoints are added to; or none.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""), description="Bearer token that `/metrics` asks for; empty: it answers this machine alone."
    )
    otlp_endpoint: str = Field(
        "", description="OTLP/HTTP collector that traces go to, such as http://127.0.0.1:4318; empty: none are made."
    )
    worker_in_server: bool | None = Field(
        None, description="Whether `zhiban serve` does the slow work as well; empty: on SQLite, and not on PostgreSQL."
    )
    drain_seconds: float = Field(
        10.0,
        gt=0,
        le=600,
        description="Seconds that requests under way may take to finish when the service is stopped.",
    )

    webhook_networks: str = Field(
        "", description="Inner networks that webhooks may reach, such as 10.0.0.0/8, by commas; public ones they may."
    )
    webhook_http: bool = Field(default=False, description="Let webhooks go to http addresses, not only to https.")
    webhook_ca_file: Path | None = Field(
        None, description="Certificates in PEM form that webhooks trust beside the usual ones; or none."
    )

    def __init__(self, **values: Any) -> None:  # noqa: ANN401  each is checked by its field
        given = values_in_files(os.environ, str(self.model_config["env_prefix"]), type(self).model_fields)
        try:
            super().__init__(**(given | values))
        except ValidationError as error:
            first = error.errors()[0]
            name = f"ZHIBAN_{first['loc'][0]}".upper()
            raise BadSetting(f"{name}: {first['msg'].lower()}; mend or unset it") from error

    @cached_property
    def database(self) -> str:
        """The database URL in effect."""
        return self.database_url or f"sqlite:///{self.home / 'zhiban.db'}"

    @property
    def audit_key(self) -> Path:
        """The private key that signs checkpoints and exports of the audit log."""
        return self.home / "audit.key"

    @property
    def parts_dir(self) -> Path:
        """Folder of the uploads in parts that no application has named yet."""
        return self.home / "parts"

    @property
    def uploads_dir(self) -> Path:
        return self.home / "uploads"

    @property
    def index_dir(self) -> Path:
        return self.home / "index"

    @property
    def texts_dir(self) -> Path:
        """Folder of the texts that `zhiban corpus add` took in."""
        return self.home / "texts"
