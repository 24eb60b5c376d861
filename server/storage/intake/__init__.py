"""What arrives: submissions, their files, and drafts."""
