"""Judge Terraform JSON by controls: the gate of `synth`, and reports for auditors."""
