"""Enterprises, their workshops and equipment, and the gateways and points that watch them."""
