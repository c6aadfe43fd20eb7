"""Money taken for others, for victims above all: what was collected beside what was handed on."""
