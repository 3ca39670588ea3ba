"""Tables of those who sign in, and of the keys of systems. Of every secret only its SHA-256 is kept."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from app.db.sealed import SealedText
from app.db.tables.base import metadata

account = Table(
    "account",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("title", String(80), nullable=False),
    Column("password_hash", Text),
    Column("totp_secret", SealedText("account.totp_secret")),
    Column("totp_used_step", Integer),
    Column("issuer", String(200)),
    Column("subject", String(200)),
    Column("state", String(20), nullable=False),
    Column("created_at", String(40), nullable=False),
    UniqueConstraint("issuer", "subject"),
)

account_grant = Table(
    "account_grant",
    metadata,
    Column("account_id", ForeignKey("account.account_id", ondelete="CASCADE"), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("district", String(6), primary_key=True),
    Column("item_id", String(80), primary_key=True),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("account_id", ForeignKey("account.account_id", ondelete="CASCADE"), primary_key=True),
    Column("code_sha256", String(64), primary_key=True),
)

password_token = Table(
    "password_token",
    metadata,
    Column("token_sha256", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.account_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("expires_at", String(40), nullable=False),
)

sign_in_session = Table(
    "sign_in_session",
    metadata,
    Column("session_sha256", String(64), primary_key=True),
    Column("account_id", ForeignKey("account.account_id", ondelete="CASCADE"), nullable=False, index=True),
    Column("csrf_token", String(64), nullable=False),
    Column("begun_at", String(40), nullable=False),
    Column("used_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False, index=True),
)

sign_in_try = Table(
    "sign_in_try",
    metadata,
    Column("tried_sha256", String(64), primary_key=True),
    Column("wrong_tries", Integer, nullable=False),
    Column("tried_at", String(40), nullable=False, index=True),
    Column("locked_until", String(40)),
)

oidc_sign_in = Table(
    "oidc_sign_in",
    metadata,
    Column("state_sha256", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("code_verifier", String(128), nullable=False),
    Column("next_path", Text, nullable=False),
    Column("expires_at", String(40), nullable=False, index=True),
)

api_key = Table(
    "api_key",
    metadata,
    Column("key_id", String(20), primary_key=True),
    Column("client", String(60), nullable=False, index=True),
    Column("secret_sha256", String(64), nullable=False),
    Column("scopes", Text, nullable=False),
    Column("districts", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("created_by", String(80), nullable=False),
    Column("created_at", String(40), nullable=False),
    Column("expires_at", String(40), nullable=False),
    Column("revoked_at", String(40)),
    Column("used_on", String(10)),
)
