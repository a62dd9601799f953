"""The fields of an article that are no text: title, topics, addresses, language, lead image."""
