"""Serve editors: the language server of `payinfra lsp`. It alone knows the protocol (LSP 3.17)."""
