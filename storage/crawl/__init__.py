"""What a crawl remembers between runs."""
