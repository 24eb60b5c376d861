"""What is true of the records, whoever stores or shows them."""
