"""The register of communities: read it, load it, find one by a few letters, name it in three languages."""
