"""Run migrations on the database whose address stands in the configuration's attributes.

Autogenerate looks at our tables only: PostGIS's `spatial_ref_sys` and the job queue's tables are not ours, and
SQLite has no spatial indexes.
"""

from typing import Any

from alembic import context

from api.store.engine import WRITES, make_engine
from api.store.tables import Base

FOREIGN_TABLES = ("spatial_ref_sys", "procrastinate_")


def include_object(thing: Any, name: str | None, kind: str, reflected: bool, _compared_to: object) -> bool:
    """Whether autogenerate compares a table or an index."""
    if kind == "table" and reflected and (name or "").startswith(FOREIGN_TABLES):
        return False
    on_sqlite = context.get_context().dialect.name == "sqlite"
    return not (on_sqlite and kind == "index" and thing.dialect_options["postgresql"]["using"] == "gist")


def run() -> None:
    """Run the migrations in one transaction."""
    engine = make_engine(context.config.attributes["url"])
    try:
        with engine.execution_options(**{WRITES: True}).connect() as connection:
            context.configure(
                connection=connection,
                target_metadata=Base.metadata,
                include_object=include_object,
                render_as_batch=connection.dialect.name == "sqlite",
            )
            with context.begin_transaction():
                context.run_migrations()
    finally:
        engine.dispose()


run()
