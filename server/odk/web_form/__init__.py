"""A published form as the web client fills it: what is shown in one language, and its model."""
