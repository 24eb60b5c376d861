"""Tables, engine, unit of work and queries."""
