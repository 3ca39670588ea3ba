"""How the assistant answers a bank of questions that was written apart from it."""
