"""Files that came from outside: what they are, and which command may open one."""
