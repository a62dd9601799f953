"""Which blocks of a page are the article: trafilatura's choice, and what it missed."""
