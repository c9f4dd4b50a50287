"""Patches of moto, one module a service of AWS: what moto lacks or gets wrong. See docs/emulation.md."""
