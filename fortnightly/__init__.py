"""The application: settings, series, tasks, and what a person meets. Never imports `crawler`."""
