"""Refusals: pages that are no article, or not enough of one."""
