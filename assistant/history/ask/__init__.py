"""From a question in words to a named query, by rules alone; what is not understood is said."""
