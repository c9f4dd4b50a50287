"""Compliance: controls over Terraform JSON, the gate of `synth`, and the evidence for auditors."""
