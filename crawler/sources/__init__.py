"""What the text of a source says: links, next pages, and what it says of each entry. Pure."""
