"""Tables of those who sign in, and of the keys of systems."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from app.db.tables.base import metadata

account = Table(
    "account",
    metadata,
    Column("account_id", String(40), primary_key=True),
    Column("name", String(80), nullable=False, unique=True),
    Column("title", String(80), nullable=False),
    Column("password_hash", Text),
    Column("totp_secret", Text),
    Column("totp_used_step", Integer),
    Column("issuer", String(200)),
    Column("subject", String(200)),
    Column("state", String(20), nullable=False),
    Column("wrong_tries", Integer, nullable=False, server_default="0"),
    Column("locked_until", String(40)),
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
