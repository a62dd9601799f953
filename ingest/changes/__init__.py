"""What an edit changed, and how much it matters."""
