"""What registers of workshops tell of the batches that were worked on."""
