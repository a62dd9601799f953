"""The bytes and their rows: WARC files written, read and scanned."""
