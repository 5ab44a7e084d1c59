package io.tierstream.segmentation.domain;

import java.util.Objects;

/**
 * A scoring model that may still change, §2.
 *
 * @param model as it is so far; of cut-offs that will be fitted the numbers mean nothing yet
 */
public record ModelDraft(ScoringModel model, CutOffs cutOffs) {

  /** Where the cut-offs of recency, frequency and monetary come from. */
  public enum CutOffs {
    /** They are as written. */
    FIXED,
    /** They are fitted to the population when the model is published. */
    QUANTILE
  }

  public ModelDraft {
    Objects.requireNonNull(model, "model");
    Objects.requireNonNull(cutOffs, "cutOffs");
  }
}
