package io.tierstream.customer.application;

import io.tierstream.customer.domain.SeenStanding;
import io.tierstream.events.views.RebuildableView;
import io.tierstream.events.views.ViewBuild;
import io.tierstream.events.views.ViewBuilder;
import jakarta.enterprise.context.ApplicationScoped;

/** The view of customers' standings is built anew, from the topic that has everybody's. */
@ApplicationScoped
public class RebuildTierView {

  private final ViewBuilder builder;
  private final RebuildableView<SeenStanding> view;

  RebuildTierView(ViewBuilder builder, RebuildableView<SeenStanding> view) {
    this.builder = builder;
    this.view = view;
  }

  /** How far it is then; one that is running goes on. */
  public ViewBuild rebuild() {
    return builder.rebuild(view);
  }

  /** How far it is. */
  public ViewBuild current() {
    return builder.current(view);
  }
}
