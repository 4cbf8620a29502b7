"""The workshop: everything between a technician's question and a cited answer."""
