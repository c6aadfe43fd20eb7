"""What a calculation was made from, kept so that it can be made again."""
