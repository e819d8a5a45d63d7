"""Large ledgers, read in parts by several processes without ever holding the whole.

Only what leaves no doubt is read here: a text table of one row an item whose head the careful
reader understands, and every further row of which is written like it. Whatever differs anywhere
(``NotPlain``) sends the whole file to the careful reader, which decides; so both give the same.
"""
