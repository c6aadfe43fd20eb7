"""Sealing: encrypted to several holders, signed by the server, refused whole when one bit differs."""
