"""Called by alembic: runs the steps inside the transaction of the caller, so that a failed one leaves nothing behind."""

from alembic import context

from according.ledger.schema import METADATA
from according.ledger.upgrade import VERSION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=VERSION_TABLE,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
