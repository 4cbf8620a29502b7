"""What the manuals could not answer, and what a supervisor answered instead."""
