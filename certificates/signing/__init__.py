"""Keys, signatures of certificates (PAdES) and the check of what was signed; no database, no network."""
