"""People, where they are signed in, wrong tries, and programs' keys."""

import sqlalchemy as sa
from alembic import op

from assistant.plant.base import Utc

revision: str = "0006"
down_revision: str | None = "0005"

_ID = sa.String(36)
_KEY = sa.String(16)
_DIGEST = sa.String(64)
_NAME = sa.String(200)
_WORD = sa.String(32)


def upgrade() -> None:
    """Makes the tables."""
    op.create_table(
        "people",
        sa.Column("id", _ID, primary_key=True),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("name_digest", _DIGEST, nullable=False, unique=True),
        sa.Column("role", _WORD, nullable=False),
        sa.Column("sites", sa.JSON, nullable=False),
        sa.Column("password_hash", sa.Text),
        sa.Column("pin_hash", sa.Text),
        sa.Column("is_disabled", sa.Boolean, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("last_seen", Utc),
    )
    _sessions()
    _tries()
    _keys()


def downgrade() -> None:
    """Takes everything away."""
    for table in ("api_keys", "sign_in_tries", "sessions", "people"):
        op.drop_table(table)


def _sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("digest", _DIGEST, primary_key=True),
        sa.Column("person_id", _ID, sa.ForeignKey("people.id", ondelete="CASCADE"), nullable=False),
        sa.Column("via", _WORD, nullable=False),
        sa.Column("device", _NAME, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("last_seen", Utc, nullable=False),
        sa.Column("expires_at", Utc, nullable=False),
    )
    op.create_index("ix_sessions_person", "sessions", ["person_id"])


def _tries() -> None:
    op.create_table(
        "sign_in_tries",
        sa.Column("name_digest", _DIGEST, primary_key=True),
        sa.Column("kind", _WORD, primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", Utc, nullable=False),
        sa.Column("last_at", Utc, nullable=False),
        sa.Column("locked_until", Utc),
    )
    op.create_index("ix_sign_in_tries_last_at", "sign_in_tries", ["last_at"])


def _keys() -> None:
    op.create_table(
        "api_keys",
        sa.Column("id", _KEY, primary_key=True),
        sa.Column("digest", _DIGEST, nullable=False),
        sa.Column("name", _NAME, nullable=False),
        sa.Column("scopes", sa.JSON, nullable=False),
        sa.Column("role", _WORD, nullable=False),
        sa.Column("sites", sa.JSON, nullable=False),
        sa.Column("created_by", _NAME, nullable=False),
        sa.Column("created_at", Utc, nullable=False),
        sa.Column("expires_at", Utc),
        sa.Column("revoked_at", Utc),
        sa.Column("last_used_at", Utc),
        sa.Column("replaces", _KEY),
    )
