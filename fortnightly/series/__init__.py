"""A series as a value: its definition, its cadence, and when to ask again."""
