package io.tierstream.segmentation.rest;

import io.tierstream.segmentation.application.FindMigration.Migration;
import io.tierstream.segmentation.persistence.GroupMove;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Who moved from where to where, for callers. */
@Schema(name = "Migration")
public record MigrationResponse(
    @Schema(examples = "tier") String by,
    Instant from,
    Instant to,
    @Schema(description = "Customers who were in a group at one of the instants") long count,
    @Schema(description = "By the group at from") List<Row> rows,
    @Schema(description = "By the group at to, from wherever") List<Cell> totals) {

  /** The customers of one group at the first instant. */
  @Schema(name = "MigrationRow")
  public record Row(
      @Schema(description = "At from; null: in none", nullable = true) String group,
      long count,
      @Schema(description = "By the group at to") List<Cell> to) {}

  /** Those of them who were in one group at the second. */
  @Schema(name = "MigrationCell")
  public record Cell(
      @Schema(description = "At to; null: in none", nullable = true) String group, long count) {}

  static MigrationResponse of(String by, Instant from, Instant to, Migration migration) {
    var rows =
        migration.groups().stream()
            .map(
                group -> {
                  Predicate<GroupMove> isRow = move -> Objects.equals(move.from(), group);
                  return new Row(group, count(migration, isRow), cells(migration, isRow));
                })
            .toList();
    return new MigrationResponse(
        by, from, to, count(migration, move -> true), rows, cells(migration, move -> true));
  }

  private static List<Cell> cells(Migration migration, Predicate<GroupMove> isRow) {
    return migration.groups().stream()
        .map(
            group ->
                new Cell(
                    group, count(migration, isRow.and(move -> Objects.equals(move.to(), group)))))
        .toList();
  }

  private static long count(Migration migration, Predicate<GroupMove> which) {
    return migration.moves().stream().filter(which).mapToLong(GroupMove::customers).sum();
  }
}
