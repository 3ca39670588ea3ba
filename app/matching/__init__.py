"""Every company and every scheme at once: over a table of companies, and over the registers night by night."""
