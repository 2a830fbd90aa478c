"""What runs at the SuperLink: the rounds, told by the run configuration."""

from __future__ import annotations

from flwr.app import Context
from flwr.serverapp import Grid, ServerApp

from takehome.studies.storage.federated.flower.running import Running
from takehome.studies.storage.federated.flower.strategy import run_rounds


def server_app(running: Running | None = None) -> ServerApp:
    """The app of the server; without `running` it is told by the run configuration."""
    app = ServerApp()

    @app.main()
    def main(grid: Grid, context: Context) -> None:
        """All rounds that are not on disk yet."""
        run_rounds(grid, running or Running.read(context.run_config))

    return app


app = server_app()
"""What ``flwr run`` starts at the SuperLink."""
