"""From the web to a kept page. Decides nothing about articles."""
