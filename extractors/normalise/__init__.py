"""Printed text to typed values, one file a concern. None means: not read, never a guess."""
