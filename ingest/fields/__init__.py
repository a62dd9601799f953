"""The fields of an article except its text: title, topics, addresses, language, image."""
