"""Routing slips; the database itself refuses to change what happened, and one person in two parts of a slip."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

PART_OF_KIND = """
CASE kind
  WHEN 'drafted' THEN coalesce(part, '') = 'drafter'
  WHEN 'endorsed' THEN coalesce(part, '') = 'assessor'
  WHEN 'concurred' THEN coalesce(part, '') = 'concurrer'
  WHEN 'decided' THEN coalesce(part, '') = 'decider'
  WHEN 'decided_for' THEN coalesce(part, '') = 'decider'
  WHEN 'decided_elsewhere' THEN coalesce(part, '') = 'recorder'
  ELSE part IS NULL
END
"""

DRAFTER_ALONE = """
actor <> drafted_by OR kind NOT IN ('endorsed', 'concurred', 'decided', 'decided_for', 'decided_elsewhere')
"""

DIFFERENT_PEOPLE = """
drafted_by <> coalesce(assessed_by, '') AND drafted_by <> coalesce(decided_by, '')
AND drafted_by <> coalesce(recorded_by, '') AND (assessed_by IS NULL OR assessed_by <> coalesce(decided_by, ''))
"""

DECIDED_BY_SOMEBODY = """
(assessed_by IS NOT NULL AND decided_by IS NOT NULL AND recorded_by IS NULL)
OR (assessed_by IS NULL AND decided_by IS NULL AND recorded_by IS NOT NULL)
"""

OPEN_ONLY = sa.text("state IN ('on_its_way', 'to_export', 'exported', 'decided')")


def upgrade() -> None:
    """Make the tables."""
    _slips()
    _events()
    _enforcements()
    for table in ("slip_event", "slip_part", "slip_enforcement"):
        _refuse(table, "never_changes", ("UPDATE", "DELETE"))
    _refuse("slip_letter", "never_changes", ("UPDATE",))
    kept = "id, trial_id, number, revision_number, paper, sha256, drafted_by"
    _refuse("slip", "paper_never_changes", (f"UPDATE OF {kept}", "DELETE"))


def _slips() -> None:
    op.create_table(
        "slip",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("trial_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["drafted_by"], ["account.id"], name="fk_slip_drafted_by"),
        sa.ForeignKeyConstraint(
            ["trial_id", "revision_number"],
            ["proposal_revision.trial_id", "proposal_revision.number"],
            name="fk_slip_trial_id_revision_number",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_slip"),
        sa.UniqueConstraint("trial_id", "number", name="uq_slip_trial_id_number"),
        sa.UniqueConstraint("id", "drafted_by", name="uq_slip_id_drafted_by"),
    )
    op.create_index("ix_slip_state", "slip", ["state"])
    op.create_index(
        "uq_slip_open_trial_id", "slip", ["trial_id"], unique=True, sqlite_where=OPEN_ONLY, postgresql_where=OPEN_ONLY
    )
    op.create_table(
        "slip_letter",
        sa.Column("slip_id", sa.String(), nullable=False),
        sa.Column("particulars", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name="fk_slip_letter_slip_id"),
        sa.PrimaryKeyConstraint("slip_id", name="pk_slip_letter"),
    )
    op.create_table(
        "slip_part",
        sa.Column("slip_id", sa.String(), nullable=False),
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.CheckConstraint(
            "part IN ('drafter', 'assessor', 'concurrer', 'decider', 'recorder')", name="ck_slip_part_known"
        ),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name="fk_slip_part_slip_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_slip_part_account_id"),
        sa.PrimaryKeyConstraint("slip_id", "account_id", name="pk_slip_part"),
        sa.UniqueConstraint("slip_id", "account_id", "part", name="uq_slip_part_slip_id_account_id_part"),
    )


def _events() -> None:
    op.create_table(
        "slip_event",
        sa.Column("slip_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=True),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("post", sa.String(), nullable=False),
        sa.Column("stop", sa.Integer(), nullable=True),
        sa.Column("back_to", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("absent", sa.String(), nullable=False),
        sa.Column("asked", sa.String(), nullable=True),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.CheckConstraint(PART_OF_KIND, name="ck_slip_event_part_of_kind"),
        sa.CheckConstraint(DRAFTER_ALONE, name="ck_slip_event_drafter_alone"),
        sa.ForeignKeyConstraint(["actor"], ["account.id"], name="fk_slip_event_actor"),
        sa.ForeignKeyConstraint(["asked"], ["account.id"], name="fk_slip_event_asked"),
        sa.ForeignKeyConstraint(
            ["slip_id", "drafted_by"], ["slip.id", "slip.drafted_by"], name="fk_slip_event_slip_id_drafted_by"
        ),
        sa.ForeignKeyConstraint(
            ["slip_id", "actor", "part"],
            ["slip_part.slip_id", "slip_part.account_id", "slip_part.part"],
            name="fk_slip_event_slip_id_actor_part",
        ),
        sa.PrimaryKeyConstraint("slip_id", "number", name="pk_slip_event"),
    )
    op.create_index("ix_slip_event_asked", "slip_event", ["asked"])


def _enforcements() -> None:
    op.create_table(
        "slip_enforcement",
        sa.Column("decision_id", sa.String(), nullable=False),
        sa.Column("slip_id", sa.String(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("enforced_on", sa.Date(), nullable=False),
        sa.Column("drafted_by", sa.String(), nullable=False),
        sa.Column("assessed_by", sa.String(), nullable=True),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("recorded_by", sa.String(), nullable=True),
        sa.CheckConstraint(DIFFERENT_PEOPLE, name="ck_slip_enforcement_different_people"),
        sa.CheckConstraint(DECIDED_BY_SOMEBODY, name="ck_slip_enforcement_decided_by_somebody"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_slip_enforcement_decision_id"),
        sa.ForeignKeyConstraint(["slip_id"], ["slip.id"], name="fk_slip_enforcement_slip_id"),
        *(
            sa.ForeignKeyConstraint(
                ["slip_id", column],
                ["slip_part.slip_id", "slip_part.account_id"],
                name=f"fk_slip_enforcement_slip_id_{column}",
            )
            for column in ("drafted_by", "assessed_by", "decided_by", "recorded_by")
        ),
        sa.PrimaryKeyConstraint("decision_id", name="pk_slip_enforcement"),
        sa.UniqueConstraint("slip_id", name="uq_slip_enforcement_slip_id"),
    )


def _refuse(table: str, name: str, acts: tuple[str, ...]) -> None:
    """Let the database refuse acts on a table's rows."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"""
            CREATE FUNCTION {table}_{name}() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$
            """
        )
        emptied = ("TRUNCATE",) if "DELETE" in acts else ()
        op.execute(
            f"""
            CREATE TRIGGER {table}_{name} BEFORE {" OR ".join((*acts, *emptied))} ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_{name}()
            """
        )
        return
    for act in acts:
        op.execute(
            f"""
            CREATE TRIGGER {table}_no_{act.split()[0].lower()} BEFORE {act} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
            """
        )
