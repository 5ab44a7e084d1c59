package io.tierstream.segmentation.messaging;

import io.tierstream.events.Topics;
import io.tierstream.segmentation.application.FoldFacts;
import io.tierstream.segmentation.application.SweepDue;
import java.time.Clock;
import java.util.function.Supplier;

/** What every worker of the pipeline works with. */
record PipelineParts(
    Topics topics,
    Clock clock,
    PollReader reader,
    TopicHistory history,
    FoldFacts foldFacts,
    SweepDue sweepDue,
    TopicEnds ends,
    Supplier<BackOff> backOffs) {

  BackOff backOff() {
    return backOffs.get();
  }
}
