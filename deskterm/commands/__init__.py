"""The line commands, one module per noun (click)."""
