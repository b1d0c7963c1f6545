"""Long work with progress: the same services, run outside the request by a worker process.

A module here registers handlers (`registry.handler`); whoever wants the work done calls `portal.models.job.enqueue`.
"""
