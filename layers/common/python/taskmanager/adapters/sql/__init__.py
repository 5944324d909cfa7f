"""The stores on SQL: SQLite and PostgreSQL by the same SQLAlchemy Core code."""
