"""What is found by words: weighed, and the like of a ticket."""
