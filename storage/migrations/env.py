"""What alembic runs, on the connection and in the transaction of `storage.engines.database`."""

from alembic import context

from storage.tables.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
