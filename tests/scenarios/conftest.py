from tests.desk.conftest import watch
from tests.scenarios.telling import firm

__all__ = ["firm", "watch"]
