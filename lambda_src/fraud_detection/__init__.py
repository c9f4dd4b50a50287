"""POST /screenings: how does fraud screening judge this payment? It is counted."""
