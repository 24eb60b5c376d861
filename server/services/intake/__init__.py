"""Receiving: who may come in, what is offered to them, and what they bring."""
