def importing(app): raise NotImplementedError
