"""The gazetteer's own tables, and what builds the gazetteer from them and from two packages of GeoNames data."""
