"""What was decided about an article, by a page or by a person."""
