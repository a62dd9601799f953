"""The part of each piece of an article: standfirst, body, pull quote, related link, trailer."""
