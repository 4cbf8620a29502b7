"""Alembic's door: runs the steps on the connection that it was given, in its transaction."""

from alembic import context

from assistant.plant.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
context.run_migrations()
