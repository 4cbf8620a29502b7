"""Pages that are pictures become printed lines."""
