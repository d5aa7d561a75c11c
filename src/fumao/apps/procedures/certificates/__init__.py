"""Papers that leave the system as PDF: certificates with a QR code, receipts of applications."""
