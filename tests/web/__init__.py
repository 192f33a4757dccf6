"""The door of the web server, tried on real processes."""
