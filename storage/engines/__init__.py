"""Opening a database, its transactions, and what differs between SQLite and PostgreSQL."""
