from tests.probation.enforcement.conftest import story

__all__ = ["story"]
