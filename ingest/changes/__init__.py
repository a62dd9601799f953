"""What an edit changed, and how much that matters."""
