package io.tierstream.customer.persistence;

import io.agroal.api.AgroalDataSource;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.tierstream.customer.domain.Customer;
import io.tierstream.customer.domain.CustomerFact.CustomerErased;
import io.tierstream.customer.domain.SearchText;
import io.tierstream.customer.domain.Text;
import io.tierstream.customer.domain.UnknownCustomer;
import io.tierstream.imports.PersistenceFailure;
import io.tierstream.imports.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All customers. Every call belongs into a transaction. */
@ApplicationScoped
public class Customers implements PanacheRepositoryBase<CustomerEntity, String> {

  private final AgroalDataSource dataSource;

  Customers(AgroalDataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The customer with this id, if there is one; any text may be asked for. */
  public Optional<Customer> known(String customerId) {
    return Text.isId(customerId)
        ? findByIdOptional(customerId).map(CustomerEntity::toCustomer)
        : Optional.empty();
  }

  /**
   * The customer with this id, which nobody else can change before the transaction ends.
   *
   * @throws UnknownCustomer when there is none
   * @throws io.tierstream.customer.domain.ErasedCustomer when there was one
   */
  public Customer locked(String customerId) {
    if (!Text.isId(customerId)) {
      throw new UnknownCustomer();
    }
    return findByIdOptional(customerId, LockModeType.PESSIMISTIC_WRITE)
        .map(CustomerEntity::toCustomer)
        .orElseThrow(UnknownCustomer::new)
        .present();
  }

  /**
   * The customers with these ids, locked likewise; who has no record yet gets a provisional one.
   */
  public Map<String, Customer> locked(Collection<String> customerIds) {
    ensure(customerIds);
    return lockedKnown(customerIds);
  }

  /**
   * Those of the customers with these ids that there are, locked likewise; any texts may be asked
   * for.
   */
  public Map<String, Customer> lockedKnown(Collection<String> customerIds) {
    return getEntityManager()
        .createQuery(
            "from CustomerEntity where customerId in :ids order by customerId",
            CustomerEntity.class)
        .setParameter("ids", customerIds.stream().filter(Text::isId).toList())
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultStream()
        .map(CustomerEntity::toCustomer)
        .collect(Collectors.toMap(Customer::customerId, Function.identity()));
  }

  /** Makes a provisional record of each customer that has no record yet. */
  public void ensure(Collection<String> customerIds) {
    try (var connection = dataSource.getConnection()) {
      ensure(connection, customerIds);
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  // In order of their ids, as whatever locks several customers: so nobody waits in a circle.
  static void ensure(Connection connection, Collection<String> customerIds) throws SQLException {
    var ids = List.copyOf(new TreeSet<>(customerIds));
    Sql.update(
        connection,
        """
        WITH made AS (
          INSERT INTO customer (customer_id, version, status, preferences, tags)
          SELECT id, 0, 'PROVISIONAL', '{}', '{}'
          FROM unnest(?) WITH ORDINALITY AS new (id, place)
          WHERE NOT EXISTS (SELECT FROM customer WHERE customer_id = id)
          ORDER BY place
          ON CONFLICT DO NOTHING
          RETURNING nr, customer_id),
        found AS (
          INSERT INTO customer_text (nr, customer_id, name_key, tags, search)
          SELECT nr, customer_id, '', '{}', search
          FROM made JOIN unnest(?, ?) AS new (id, search) ON id = customer_id)
        INSERT INTO listing (nr, customer_id) SELECT nr, customer_id FROM made
        """,
        Sql.texts(connection, ids, id -> id),
        Sql.texts(connection, ids, id -> id),
        Sql.texts(connection, ids, id -> SearchText.of(id, null, null, null)));
  }

  /** Keeps what became of a customer that was locked before, in its listing too. */
  public void keep(Customer customer) {
    keep(List.of(customer));
  }

  /** The same of several. */
  public void keep(Collection<Customer> customers) {
    customers.forEach(customer -> findById(customer.customerId()).become(customer));
    flush();
    try (var connection = dataSource.getConnection()) {
      list(connection, customers.stream().map(Customer::customerId).toList());
      find(connection, List.copyOf(customers));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /** Keeps what a merge made of a customer that was locked before, and takes it off the table. */
  public void unlist(Customer customer) {
    findById(customer.customerId()).become(customer);
    flush();
    try (var connection = dataSource.getConnection()) {
      unlist(connection, List.of(customer.customerId()));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  private static void unlist(Connection connection, Collection<String> customerIds)
      throws SQLException {
    Listings.lock(connection, customerIds);
    var ids = Sql.texts(connection, customerIds);
    for (var table : List.of("listing_tag", "customer_text", "listing")) {
      Sql.update(
          connection,
          "DELETE FROM %1$s USING customer c WHERE %1$s.nr = c.nr AND c.customer_id = ANY (?)"
              .formatted(table),
          ids);
    }
  }

  /** Keeps of customers that were locked before only that they are erased. */
  public void erase(Collection<CustomerErased> facts) {
    facts.forEach(
        fact -> findById(fact.customer().customerId()).erase(fact.customer(), fact.occurredAt()));
    flush();
    var ids = facts.stream().map(fact -> fact.customer().customerId()).toList();
    try (var connection = dataSource.getConnection()) {
      unlist(connection, ids);
      Sql.update(
          connection,
          "DELETE FROM seen_standing WHERE customer_id = ANY (?)",
          Sql.texts(connection, ids));
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
  }

  /**
   * Keeps what the end of a merge made of a customer that was locked before, and lists it again as
   * it stands.
   */
  public void relist(Customer customer) {
    try (var connection = dataSource.getConnection()) {
      Sql.update(
          connection,
          """
          INSERT INTO listing (nr, customer_id, tier, segment, lifecycle, since)
          SELECT c.nr, c.customer_id, s.tier, s.segment, s.lifecycle, coalesce(s.since, '-infinity')
          FROM customer c LEFT JOIN seen_standing s USING (customer_id) WHERE c.customer_id = ?
          """,
          customer.customerId());
      Sql.update(
          connection,
          """
          INSERT INTO customer_text (nr, customer_id, name_key, tags, search)
          SELECT nr, customer_id, name_key, tags, '' FROM customer WHERE customer_id = ?
          """,
          customer.customerId());
    } catch (SQLException e) {
      throw new PersistenceFailure(e);
    }
    keep(customer);
  }

  /** Lets these listed customers be found by what their records say. */
  private static void find(Connection connection, List<Customer> customers) throws SQLException {
    Sql.update(
        connection,
        """
        UPDATE customer_text t SET name_key = c.name_key, tags = c.tags, search = new.search
        FROM unnest(?, ?) AS new (id, search) JOIN customer c ON c.customer_id = new.id
        WHERE t.nr = c.nr AND (t.name_key, t.tags, t.search) IS DISTINCT FROM (c.name_key, c.tags, new.search)
        """,
        Sql.texts(connection, customers, Customer::customerId),
        Sql.texts(connection, customers, Customers::searchText));
  }

  private static String searchText(Customer customer) {
    var profile = customer.profile();
    return profile == null
        ? SearchText.of(customer.customerId(), null, null, null)
        : SearchText.of(customer.customerId(), profile.name(), profile.phone(), profile.email());
  }

  /** Copies to their listings what these customers' records say. */
  static void list(Connection connection, Collection<String> customerIds) throws SQLException {
    Listings.lock(connection, customerIds);
    var ids = Sql.texts(connection, customerIds);
    Sql.update(
        connection,
        """
        UPDATE listing l SET name_key = c.name_key, region = c.region, industry = c.industry
        FROM customer c
        WHERE c.customer_id = ANY (?) AND l.nr = c.nr
          AND (l.name_key, l.region, l.industry) IS DISTINCT FROM (c.name_key, c.region, c.industry)
        """,
        ids);
    Sql.update(
        connection,
        """
        DELETE FROM listing_tag t USING customer c
        WHERE c.customer_id = ANY (?) AND t.nr = c.nr AND t.tag <> ALL (c.tags)
        """,
        ids);
    Sql.update(
        connection,
        """
        INSERT INTO listing_tag (nr, tag, customer_id, name_key, since, last_order_at, spend)
        SELECT c.nr, tag, c.customer_id, l.name_key, l.since, l.last_order_at, l.spend
        FROM customer c JOIN listing l USING (nr) CROSS JOIN unnest(c.tags) AS tag
        WHERE c.customer_id = ANY (?)
        ON CONFLICT DO NOTHING
        """,
        ids);
    Listings.copyToTags(connection, customerIds);
  }
}
