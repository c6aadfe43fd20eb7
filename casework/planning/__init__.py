"""The desk of plans: to agree, to look at again, steps that are stuck, people near release with open needs."""
