"""The tables, version by version, and the guards that keep history as it was.

`versions.py` lists them in their order and is read at every start; `migrations.py` says what each does and is
imported only where a desk is behind. The statements of one stand in the module of its number: the first
twelve in `first/`, what is newer beside it; one without tables of its own stands whole in `migrations.py`.
"""
