"""What fixed it here: past faults like this one, out of approved reports and work orders."""
