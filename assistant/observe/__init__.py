"""How the service is seen from outside: its log, its disk, and what it tells systemd."""
