"""A file of each format other than PDF becomes a Document."""
