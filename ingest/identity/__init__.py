"""Decide whether a page is an article that the archive has, or a new one."""
