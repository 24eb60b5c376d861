"""A form as somebody fills it in with a pen: numbered questions in words, without a device."""
