"""Money of the demo's shop in every state: transfers, invoices, parcels, queues, files."""
