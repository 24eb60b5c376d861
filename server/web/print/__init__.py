"""Pages to print: one file each, with everything it shows inside it."""
