"""In which order the rows of a table were written, where no column of ours says so."""

AS_WRITTEN = "rowid"
