"""Payments and what is done to them.

POST /payments                             takes a payment
POST /payments/{paymentId}/refunds         gives back a part of it
POST /payments/{paymentId}/reversal        gives back all of it
POST /payments/{paymentId}/decision        approves or declines one in review
GET  /payments/{paymentId}                 a payment as it is now
GET  /merchants/{merchantId}/payments      the payments of a merchant, newest first
"""
