"""the statistics desk: places, indicators, figures in versions, imports, demand"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FIGURE = sa.Numeric(24, 8).with_variant(sa.String(32), "sqlite")


def upgrade() -> None:
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=120), nullable=False),
        sa.Column("sample", sa.String(length=300), nullable=False),
        sa.Column("coverage", sa.String(length=300), nullable=False),
        sa.Column("contact", sa.String(length=200), nullable=False),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("source_url", sa.String(length=500), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity")),
        sa.UniqueConstraint("code", name=op.f("uq_activity_code")),
    )
    op.create_table(
        "question_log",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("telegram", "whatsapp", "web", "console", "counter", name="channel", native_enum=False, length=16),
            nullable=False,
        ),
        sa.Column("asker", sa.String(length=64), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "answer",
                "clarify",
                "no_data",
                "refuse_break",
                "definition",
                "metadata",
                "release",
                "handoff",
                name="figureoutcome",
                native_enum=False,
                length=14,
            ),
            nullable=False,
        ),
        sa.Column("operation", sa.String(length=20), nullable=False),
        sa.Column("indicator", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("period", sa.String(length=40), nullable=False),
        sa.Column("parse", sa.JSON(), nullable=False),
        sa.Column("observation_ids", sa.JSON(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("led_to", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_log")),
    )
    with op.batch_alter_table("question_log", schema=None) as batch_op:
        batch_op.create_index("ix_question_log_at", ["at"], unique=False)
        batch_op.create_index("ix_question_log_demand", ["outcome", "indicator", "place", "period"], unique=False)

    op.create_table(
        "region",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("code_bps", sa.String(length=10), nullable=True),
        sa.Column("code_kemendagri", sa.String(length=16), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("base_name", sa.String(length=120), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "nasional",
                "provinsi",
                "kabupaten",
                "kota",
                "kecamatan",
                "desa",
                name="regionlevel",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["region.id"], name=op.f("fk_region_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_region")),
        sa.UniqueConstraint("code", name=op.f("uq_region_code")),
    )
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_region_code_bps"), ["code_bps"], unique=False)
        batch_op.create_index(batch_op.f("ix_region_code_kemendagri"), ["code_kemendagri"], unique=False)
        batch_op.create_index(batch_op.f("ix_region_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "dataset",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("producer", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("licence", sa.String(length=120), nullable=False),
        sa.Column("frequency", sa.String(length=120), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_dataset_agency_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dataset")),
        sa.UniqueConstraint("code", name=op.f("uq_dataset_code")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("name_en", sa.String(length=200), nullable=False),
        sa.Column("topic", sa.String(length=80), nullable=False),
        sa.Column("concept", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("definition_en", sa.Text(), nullable=False),
        sa.Column("interpretation", sa.Text(), nullable=False),
        sa.Column("interpretation_en", sa.Text(), nullable=False),
        sa.Column("interpretation_source", sa.String(length=300), nullable=False),
        sa.Column("interpretation_approved_by", sa.Integer(), nullable=True),
        sa.Column("interpretation_approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column(
            "direction",
            sa.Enum("naik", "turun", "netral", name="direction", native_enum=False, length=8),
            nullable=False,
        ),
        sa.Column("frequency", sa.String(length=120), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("agency_id", sa.Integer(), nullable=True),
        sa.Column("synonyms", sa.JSON(), nullable=False),
        sa.Column("is_sensitive", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("draft", "published", "retired", name="indicatorstate", native_enum=False, length=12),
            nullable=False,
        ),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_indicator_activity_id")),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name=op.f("fk_indicator_agency_id")),
        sa.ForeignKeyConstraint(
            ["interpretation_approved_by"], ["staff.id"], name=op.f("fk_indicator_interpretation_approved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_table(
        "component",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("part_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_component_indicator_id")),
        sa.ForeignKeyConstraint(["part_id"], ["indicator.id"], name=op.f("fk_component_part_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_component")),
        sa.UniqueConstraint("indicator_id", "part_id", name=op.f("uq_component_indicator_id_part_id")),
    )
    op.create_table(
        "data_release",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("planned", sa.Date(), nullable=True),
        sa.Column("released", sa.Date(), nullable=True),
        sa.Column("moved_from", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("url", sa.String(length=600), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_data_release_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_release")),
    )
    with op.batch_alter_table("data_release", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_release_indicator_id"), ["indicator_id"], unique=False)

    op.create_table(
        "data_source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("publication", sa.String(length=400), nullable=False),
        sa.Column("table", sa.String(length=120), nullable=False),
        sa.Column("page", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=600), nullable=True),
        sa.Column("licence", sa.String(length=160), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("via", sa.String(length=400), nullable=False),
        sa.Column("dataset_id", sa.Integer(), nullable=True),
        sa.Column("retrieved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name=op.f("fk_data_source_dataset_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_source")),
        sa.UniqueConstraint("code", name=op.f("uq_data_source_code")),
    )
    op.create_table(
        "series_base",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_series_base_indicator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_series_base")),
        sa.UniqueConstraint("indicator_id", "code", name=op.f("uq_series_base_indicator_id_code")),
    )
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("chat_key", sa.String(length=160), nullable=False),
        sa.Column("contact_id", sa.BigInteger(), nullable=True),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_subscription_indicator_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_subscription_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription")),
        sa.UniqueConstraint(
            "chat_key", "indicator_id", "region_id", name=op.f("uq_subscription_chat_key_indicator_id_region_id")
        ),
    )
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_subscription_indicator_id"), ["indicator_id"], unique=False)

    op.create_table(
        "import_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("berkas", "ckan", "webapi", "contoh", name="batchkind", native_enum=False, length=10),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "reading",
                "mapping",
                "checked",
                "submitted",
                "published",
                "refused",
                "failed",
                "rolled_back",
                name="batchstate",
                native_enum=False,
                length=12,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("url", sa.String(length=600), nullable=True),
        sa.Column("dataset_id", sa.Integer(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("cursor", sa.JSON(), nullable=False),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("rows_total", sa.Integer(), nullable=True),
        sa.Column("rows_done", sa.Integer(), nullable=False),
        sa.Column("rows_refused", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rolled_back_by", sa.Integer(), nullable=True),
        sa.Column("rolled_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["approved_by"], ["staff.id"], name=op.f("fk_import_batch_approved_by")),
        sa.ForeignKeyConstraint(["dataset_id"], ["dataset.id"], name=op.f("fk_import_batch_dataset_id")),
        sa.ForeignKeyConstraint(["made_by"], ["staff.id"], name=op.f("fk_import_batch_made_by")),
        sa.ForeignKeyConstraint(["rolled_back_by"], ["staff.id"], name=op.f("fk_import_batch_rolled_back_by")),
        sa.ForeignKeyConstraint(["source_id"], ["data_source.id"], name=op.f("fk_import_batch_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_import_batch_sha256"), ["sha256"], unique=False)
        batch_op.create_index("ix_import_batch_state", ["state", "id"], unique=False)

    op.create_table(
        "observation",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("dimension", sa.String(length=80), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", FIGURE, nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "tetap", "sementara", "sangat_sementara", "revisi", name="figurestatus", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.Column("is_derived", sa.Boolean(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("release_id", sa.Integer(), nullable=True),
        sa.Column("batch_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("superseded_by", BIG_ID, nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["series_base.id"], name=op.f("fk_observation_base_id")),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_observation_batch_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_observation_indicator_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_observation_region_id")),
        sa.ForeignKeyConstraint(["release_id"], ["data_release.id"], name=op.f("fk_observation_release_id")),
        sa.ForeignKeyConstraint(["source_id"], ["data_source.id"], name=op.f("fk_observation_source_id")),
        sa.ForeignKeyConstraint(["superseded_by"], ["observation.id"], name=op.f("fk_observation_superseded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_observation")),
        sa.UniqueConstraint(
            "indicator_id", "region_id", "dimension", "period", "base_id", "version", name="uq_observation_version"
        ),
    )
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_observation_batch_id"), ["batch_id"], unique=False)
        batch_op.create_index(
            "ix_observation_current",
            ["indicator_id", "region_id", "dimension", "period", "base_id"],
            unique=True,
            postgresql_where=sa.text("is_current"),
            sqlite_where=sa.text("is_current = 1"),
        )
        batch_op.create_index("ix_observation_region", ["region_id", "indicator_id"], unique=False)

    op.create_table(
        "staged_row",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(length=80), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=True),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("dimension", sa.String(length=80), nullable=False),
        sa.Column("base", sa.String(length=40), nullable=False),
        sa.Column("value", FIGURE, nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "tetap", "sementara", "sangat_sementara", "revisi", name="figurestatus", native_enum=False, length=20
            ),
            nullable=False,
        ),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "new",
                "changed",
                "same",
                "refused",
                "withheld",
                "conflict",
                name="rowstate",
                native_enum=False,
                length=10,
            ),
            nullable=False,
        ),
        sa.Column("problems", sa.JSON(), nullable=False),
        sa.Column("observation_id", BIG_ID, nullable=True),
        sa.ForeignKeyConstraint(["batch_id"], ["import_batch.id"], name=op.f("fk_staged_row_batch_id")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_staged_row_indicator_id")),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name=op.f("fk_staged_row_observation_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_staged_row_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staged_row")),
        sa.UniqueConstraint("batch_id", "number", "part", name=op.f("uq_staged_row_batch_id_number_part")),
    )
    with op.batch_alter_table("staged_row", schema=None) as batch_op:
        batch_op.create_index("ix_staged_row_state", ["batch_id", "state", "number"], unique=False)

    op.create_table(
        "conflict",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=False),
        sa.Column("period", sa.String(length=7), nullable=False),
        sa.Column("dimension", sa.String(length=80), nullable=False),
        sa.Column("observation_id", BIG_ID, nullable=True),
        sa.Column("staged_row_id", BIG_ID, nullable=True),
        sa.Column("rival_value", FIGURE, nullable=True),
        sa.Column("rival_source_id", sa.Integer(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["decided_by"], ["staff.id"], name=op.f("fk_conflict_decided_by")),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name=op.f("fk_conflict_indicator_id")),
        sa.ForeignKeyConstraint(["observation_id"], ["observation.id"], name=op.f("fk_conflict_observation_id")),
        sa.ForeignKeyConstraint(["region_id"], ["region.id"], name=op.f("fk_conflict_region_id")),
        sa.ForeignKeyConstraint(["rival_source_id"], ["data_source.id"], name=op.f("fk_conflict_rival_source_id")),
        sa.ForeignKeyConstraint(["staged_row_id"], ["staged_row.id"], name=op.f("fk_conflict_staged_row_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict")),
    )
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.create_index("ix_conflict_key", ["indicator_id", "region_id", "period", "dimension"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("conflict", schema=None) as batch_op:
        batch_op.drop_index("ix_conflict_key")

    op.drop_table("conflict")
    with op.batch_alter_table("staged_row", schema=None) as batch_op:
        batch_op.drop_index("ix_staged_row_state")

    op.drop_table("staged_row")
    with op.batch_alter_table("observation", schema=None) as batch_op:
        batch_op.drop_index("ix_observation_region")
        batch_op.drop_index(
            "ix_observation_current", postgresql_where=sa.text("is_current"), sqlite_where=sa.text("is_current = 1")
        )
        batch_op.drop_index(batch_op.f("ix_observation_batch_id"))

    op.drop_table("observation")
    with op.batch_alter_table("import_batch", schema=None) as batch_op:
        batch_op.drop_index("ix_import_batch_state")
        batch_op.drop_index(batch_op.f("ix_import_batch_sha256"))

    op.drop_table("import_batch")
    with op.batch_alter_table("subscription", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_subscription_indicator_id"))

    op.drop_table("subscription")
    op.drop_table("series_base")
    op.drop_table("data_source")
    with op.batch_alter_table("data_release", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_release_indicator_id"))

    op.drop_table("data_release")
    op.drop_table("component")
    op.drop_table("indicator")
    op.drop_table("dataset")
    with op.batch_alter_table("region", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_region_parent_id"))
        batch_op.drop_index(batch_op.f("ix_region_code_kemendagri"))
        batch_op.drop_index(batch_op.f("ix_region_code_bps"))

    op.drop_table("region")
    with op.batch_alter_table("question_log", schema=None) as batch_op:
        batch_op.drop_index("ix_question_log_demand")
        batch_op.drop_index("ix_question_log_at")

    op.drop_table("question_log")
    op.drop_table("activity")
