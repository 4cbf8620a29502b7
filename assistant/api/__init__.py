"""The service: FastAPI routes of a few lines over the rooms above."""
