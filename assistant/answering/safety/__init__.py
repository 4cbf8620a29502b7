"""What may not be helped with, and what has to be said first: rules in code, no model's say-so."""
