from tests.probation.field_ops.conftest import phone

__all__ = ["phone"]
