"""What is done with an archive; a run, a person and a worker call the same functions."""
