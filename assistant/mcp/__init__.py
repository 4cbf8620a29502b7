"""The service as tools of an assistant: the Model Context Protocol."""
