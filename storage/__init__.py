"""Everything that is kept. The only package that knows the database and the WARC files."""
