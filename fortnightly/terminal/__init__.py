"""What a terminal shows: takes values, gives what rich can print."""
