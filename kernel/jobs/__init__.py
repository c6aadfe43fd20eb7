"""Long work: asked for in the deed's own transaction, done part by part under a lease, each part once."""

from kernel.jobs.dispatch import Runner, use
from kernel.jobs.progress import Progress
from kernel.jobs.runner import handler
from kernel.jobs.schedule import every
from kernel.jobs.service import cancel, enqueue, retry
from kernel.jobs.worker import Worker, start_embedded

__all__ = ["Progress", "Runner", "Worker", "cancel", "enqueue", "every", "handler", "retry", "start_embedded", "use"]
