"""The one engine that scores every form: pure, and the same for ever."""
