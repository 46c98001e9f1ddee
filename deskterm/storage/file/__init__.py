"""The desk's file itself: made, opened, copied, looked after."""
