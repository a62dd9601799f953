"""Read sources: their links, their next pages, and what they give of each entry. Pure."""
