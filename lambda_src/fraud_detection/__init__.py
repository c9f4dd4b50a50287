"""POST /screenings: how would fraud screening judge this payment? No payment is counted."""
