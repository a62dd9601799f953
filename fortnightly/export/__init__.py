"""An article given out: Markdown, text, HTML."""
