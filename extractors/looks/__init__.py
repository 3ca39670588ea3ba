"""A closer look at a part of a page: what the first reading missed, or was unsure of."""
