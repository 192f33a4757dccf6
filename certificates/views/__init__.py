"""Pages of the register on the site: `verify` for anyone, `mine` for holders."""
