"""Long work in a process of its own: the protocol, the worker, one module per job."""
