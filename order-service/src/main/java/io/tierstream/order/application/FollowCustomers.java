package io.tierstream.order.application;

import io.tierstream.order.domain.CustomerNews;
import io.tierstream.order.domain.Erasure;
import io.tierstream.order.domain.SeenMerge;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/** What becomes of customers elsewhere is followed here. */
@ApplicationScoped
public class FollowCustomers {

  private final EraseCustomers eraseCustomers;
  private final KeepMerges keepMerges;

  FollowCustomers(EraseCustomers eraseCustomers, KeepMerges keepMerges) {
    this.eraseCustomers = eraseCustomers;
    this.keepMerges = keepMerges;
  }

  /** Some are erased, others are merged or not any more. */
  @Transactional
  public void follow(List<CustomerNews> news) {
    var erasures = only(news, Erasure.class);
    if (!erasures.isEmpty()) {
      eraseCustomers.erase(erasures);
    }
    keepMerges.keep(only(news, SeenMerge.class));
  }

  private static <T extends CustomerNews> List<T> only(List<CustomerNews> news, Class<T> kind) {
    return news.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
