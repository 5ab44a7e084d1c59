package io.tierstream.order.application;

import io.tierstream.events.views.ViewBuild;
import io.tierstream.events.views.ViewBuilder;
import io.tierstream.order.messaging.TierView;
import jakarta.enterprise.context.ApplicationScoped;

/** The view of tiers is thrown away and built again from the topic that has everybody's. */
@ApplicationScoped
public class RebuildTierView {

  private final ViewBuilder builder;
  private final TierView view;

  RebuildTierView(ViewBuilder builder, TierView view) {
    this.builder = builder;
    this.view = view;
  }

  /** How far it is then; one that is running already goes on. */
  public ViewBuild rebuild() {
    return builder.rebuild(view);
  }

  /** How far it is. */
  public ViewBuild current() {
    return builder.current(view);
  }
}
