"""The firm's papers: what each says, drawn as a PDF or written in lines."""
