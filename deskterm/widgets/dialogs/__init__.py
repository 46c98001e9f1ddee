"""What lies over a screen: dialogs, help, palette, undo."""
