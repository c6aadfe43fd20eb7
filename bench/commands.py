def visit(app): raise NotImplementedError
posting = visit
