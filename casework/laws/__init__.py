"""The law of release as data: packs of shares by kind and date, versions, and who put them in force."""
