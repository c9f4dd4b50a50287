"""From one YAML file an environment to a complete payment stack in Terraform JSON. `pipeline` tells the way."""

__version__ = "0.1.0"
