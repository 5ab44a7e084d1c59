package io.tierstream.segmentation.persistence;

/**
 * What a commit claims of a partition number: that it is owned in this epoch, and what of it the
 * broker has acknowledged so far.
 *
 * @param marked what had been acknowledged by the owner's last commit
 */
public record Claim(int number, long epoch, long marked, long published) {}
