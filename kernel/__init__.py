"""The shared kernel: database, accounts, audit, jobs, documents. It knows nothing of prisons."""
