"""One run of one series, from the lease to its row in the ledger."""
