"""The desk for staff: Flask-Admin screens, closed by default, scoped by role, every act of consequence audited."""

from core.lean import without

with without("PIL"):  # for an upload field with thumbnails, which no screen has
    import flask_admin.form.upload  # noqa: F401
