"""The plant's own rows: reports and work orders, in one database that migrates itself."""
