"""What each command does; ``assistant.cli`` says how it is called."""
