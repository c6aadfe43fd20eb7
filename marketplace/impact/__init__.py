"""What the shop has done, for the public: figures of whole quarters, small numbers hidden, nobody in them."""
