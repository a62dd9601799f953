"""What each block of an article is: standfirst, body, pull quote, related link, trailer, image."""
