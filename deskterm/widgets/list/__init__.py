"""The list that shows a window of any number of rows."""
