"""The door: forms go out to tablets and browsers, sealed submissions come in."""
