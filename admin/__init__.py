"""The desk for staff: Flask-Admin screens, closed by default, scoped by role, every act of consequence audited."""
