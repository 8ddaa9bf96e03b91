"""An index over the reports that were withdrawn: what is told of them every day need not go through all reports."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_WITHDRAWN = sa.text("withdrawn_at IS NOT NULL")


def upgrade() -> None:
    """Create the index; the first tables may have been written down with it (see `freeze`)."""
    op.create_index(
        "ix_reports_withdrawn_at",
        "reports",
        ["withdrawn_at"],
        sqlite_where=_WITHDRAWN,
        postgresql_where=_WITHDRAWN,
        if_not_exists=True,
    )
