"""What somebody said into the tablet becomes text to look at before it is sent."""
