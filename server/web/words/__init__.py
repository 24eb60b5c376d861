"""The words of the pages: what no form says, in every language that has a column."""
