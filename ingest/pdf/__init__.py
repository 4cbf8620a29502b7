"""A PDF becomes a Document: its lines, strokes and pictures, composed into pages."""
