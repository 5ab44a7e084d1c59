package io.tierstream.segmentation.persistence;

/**
 * What a commit claims of a partition number: that it is owned in this epoch, and what of it the
 * broker has acknowledged so far.
 */
public record Claim(int number, long epoch, long published) {}
