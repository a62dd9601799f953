"""
Check that WARC files, rows and derived data agree.

* findings   what is found: problems with their mend, and what the next run puts in order
* scanning   a WARC file, record by record, once and in order
* files      captures and the records in the files
* texts      revisions, and what is made from them: article rows, index, links, sightings
* articles   those without a current revision, or an address; pages without their revision
* keys       by what addresses are looked up
* pointers   rows that name others
* leftovers  what a run that died has left

Reads in short transactions, so that a run beside it is not held up.
"""
