"""A file in, typed fields with provenance out. Knows nothing of cases."""
