"""What is said in exports: in those of other desks, and in ours."""
