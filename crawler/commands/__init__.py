"""Commands of `scrapy` that we have our own of."""
