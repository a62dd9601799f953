"""Full text, the same on both databases."""
