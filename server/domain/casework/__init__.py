"""The rules of casework: statements, the record as it stands, referrals, tasks, finding names."""
