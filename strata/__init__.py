"""Strata: raw customer exports in, explained customer tiers out."""
