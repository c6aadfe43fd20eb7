"""Who a person is: names, identity numbers, search before create, duplicates."""
