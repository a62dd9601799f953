"""Refusals: a page that is not an article, or not enough of one."""
