"""The front door: Gradio pages mounted into the service."""
