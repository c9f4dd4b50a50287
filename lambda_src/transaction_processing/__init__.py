"""Process payments: their creation, and what follows.

POST /payments                             creates a payment
POST /payments/{paymentId}/refunds         refunds a part of it
POST /payments/{paymentId}/reversal        gives back all of it
POST /payments/{paymentId}/decision        approves or declines one in review
GET  /payments/{paymentId}                 a payment as it is now
GET  /merchants/{merchantId}/payments      the payments of a merchant, newest first
"""
