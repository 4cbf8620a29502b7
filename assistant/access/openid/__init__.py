"""People signed in by the site's own OpenID provider, beside names and passwords kept here."""
