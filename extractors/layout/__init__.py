"""Lines in, labels with their values out."""
