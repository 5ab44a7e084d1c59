package io.tierstream.segmentation.persistence;

import io.tierstream.segmentation.domain.ModelDraft;
import io.tierstream.segmentation.domain.ScoringModel;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.time.Instant;
import org.hibernate.annotations.ColumnTransformer;

/** A row of {@code model}. */
@Entity
@Table(name = "model")
class ModelEntity {

  /** Whether it may still change. */
  enum State {
    DRAFT,
    PUBLISHED
  }

  @Id
  @Column(name = "number")
  int number;

  @Enumerated(EnumType.STRING)
  @Column(name = "state")
  State state;

  @Enumerated(EnumType.STRING)
  @Column(name = "cut_offs")
  ModelDraft.CutOffs cutOffs;

  @Column(name = "definition", columnDefinition = "json")
  @ColumnTransformer(read = "definition::text", write = "?::json")
  String definition;

  @Version
  @Column(name = "row_version")
  long rowVersion;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "effective_at")
  Instant effectiveAt;

  ScoringModel model() {
    return ModelJson.read(number, definition);
  }

  StoredModel toStoredModel() {
    return new StoredModel(new ModelDraft(model(), cutOffs), effectiveAt, createdAt, rowVersion);
  }
}
