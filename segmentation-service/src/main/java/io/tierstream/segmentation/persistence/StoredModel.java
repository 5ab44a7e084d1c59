package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.ModelDraft;
import java.time.Instant;

/**
 * A scoring model as it is kept.
 *
 * @param draft the model, and where its cut-offs come from
 * @param effectiveAt from when it is in force; null while it is a draft
 * @param createdAt when it was drafted
 * @param rowVersion counts its changes
 */
public record StoredModel(
    ModelDraft draft, Instant effectiveAt, Instant createdAt, long rowVersion) {

  public boolean isPublished() {
    return effectiveAt != null;
  }
}
