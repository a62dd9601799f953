"""The body of an article as CommonMark."""
