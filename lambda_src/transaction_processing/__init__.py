"""POST /payments, GET /payments/{paymentId}, GET /merchants/{merchantId}/payments."""
