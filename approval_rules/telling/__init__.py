"""The parts of what people are told: of a decision (`explain.py`) and of an item (`guide.py`)."""
