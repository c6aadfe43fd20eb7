"""Who the person is: names in any script, typed numbers, birth, languages; every change with its reason."""
