"""The post room: a file becomes a Document of Pages, and the Document becomes Chunks."""
