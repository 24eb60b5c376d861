"""The ODK formats: bytes in, objects out, no storage and no HTTP."""
