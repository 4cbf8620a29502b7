"""Jobs: manuals on their way into the library, whoever sent them; they outlive the process."""
