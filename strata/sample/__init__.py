"""Sample exports: a made-up world, written as the raw exports of its systems."""
