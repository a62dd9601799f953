"""From kept bytes to a decision. Pure: no network, no database, no clock, no environment."""
