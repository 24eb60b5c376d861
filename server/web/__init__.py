"""Flask blueprints for the OpenRosa endpoint."""
