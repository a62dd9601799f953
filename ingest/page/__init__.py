"""From bytes to a parsed page: decoding, pieces, regions and structured data."""
