"""Bytes to a parsed page: decoding, its blocks and regions, and what it says for machines."""
