"""The register of agencies and of the agents who work for them."""
