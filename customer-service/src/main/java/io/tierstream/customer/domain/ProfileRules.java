package io.tierstream.customer.domain;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.regex.Pattern;

/** Which profiles are taken: the rules that a call and a row of a file have in common. */
public final class ProfileRules {

  /** The longest name, in characters. */
  public static final int MAX_NAME = 200;

  /** The longest phone number, in characters. */
  public static final int MAX_PHONE = 40;

  /** The longest email address, in characters. */
  public static final int MAX_EMAIL = 254;

  /** The longest notes, in characters. */
  public static final int MAX_NOTES = 2000;

  /** The most preferences, and the most tags. */
  public static final int MAX_ENTRIES = 50;

  /** The smallest cities' tier. */
  public static final int MAX_CITY_TIER = 9;

  /** Nobody alive was born before. */
  public static final int EARLIEST_BIRTH = 1900;

  private static final int MAX_VALUE = Text.MAX_NAME;

  // What people write of numbers: 010-1234 5678 (ext. 9), +49.30/123x4
  private static final Pattern PHONE =
      Pattern.compile("\\+?[0-9][0-9 ()./x#-]*[0-9)]|[0-9(][0-9 ()./x#-]+");
  private static final int LEAST_DIGITS = 3;
  private static final Pattern EMAIL = Pattern.compile("[^\\s@]+@[^\\s@]+");

  private final List<BrokenRule> broken = new ArrayList<>();

  private ProfileRules() {}

  /** The rules that {@code profile} breaks in {@code year}, by field; none when it is taken. */
  public static List<BrokenRule> brokenBy(Profile profile, int year) {
    var rules = new ProfileRules();
    rules.contact(profile);
    rules.attributes(profile.attributes(), year);
    return List.copyOf(rules.broken);
  }

  private void contact(Profile profile) {
    if (profile.name() == null) {
      broken.add(new BrokenRule("name", "notNull", "must not be null"));
    }
    text("name", profile.name(), MAX_NAME);
    if (text("phone", profile.phone(), MAX_PHONE)
        && (!PHONE.matcher(profile.phone()).matches()
            || profile.phone().chars().filter(Character::isDigit).count() < LEAST_DIGITS)) {
      broken.add(new BrokenRule("phone", "phone", "must be a telephone number"));
    }
    if (text("email", profile.email(), MAX_EMAIL) && !EMAIL.matcher(profile.email()).matches()) {
      broken.add(new BrokenRule("email", "email", "must be an address with one @"));
    }
    notes(profile.notes());
  }

  // Notes may have several lines.
  private void notes(String notes) {
    text("notes", notes == null ? null : notes.replaceAll("\\r\\n|[\\n\\t]", " "), MAX_NOTES);
  }

  private void attributes(Attributes attributes, int year) {
    text("attributes.region", attributes.region(), MAX_VALUE);
    text("attributes.city", attributes.city(), MAX_VALUE);
    number("attributes.cityTier", attributes.cityTier(), 1, MAX_CITY_TIER);
    number("attributes.birthYear", attributes.birthYear(), EARLIEST_BIRTH, year);
    text("attributes.gender", attributes.gender(), MAX_VALUE);
    text("attributes.industry", attributes.industry(), MAX_VALUE);
    text("attributes.channel", attributes.channel(), MAX_VALUE);
    entries("attributes.preferences", attributes.preferences());
    entries("attributes.tags", attributes.tags());
  }

  private void entries(String field, List<String> entries) {
    if (entries.size() > MAX_ENTRIES) {
      broken.add(new BrokenRule(field, "size", "must have at most " + MAX_ENTRIES + " entries"));
      return;
    }
    var seen = new HashSet<String>();
    for (var i = 0; i < entries.size(); i++) {
      var entry = field + "[" + i + "]";
      if (entries.get(i) == null) {
        broken.add(new BrokenRule(entry, "notNull", "must not be null"));
      } else if (text(entry, entries.get(i), MAX_VALUE) && !seen.add(entries.get(i))) {
        broken.add(new BrokenRule(entry, "unique", "must not be there twice"));
      }
    }
  }

  private void number(String field, Integer number, int least, int most) {
    if (number != null && (number < least || number > most)) {
      broken.add(new BrokenRule(field, "range", "must be from " + least + " to " + most));
    }
  }

  /** Whether there is a text, and nothing is wrong with it. */
  private boolean text(String field, String text, int most) {
    if (text == null) {
      return false;
    }
    if (text.length() > most) {
      broken.add(new BrokenRule(field, "size", "must have at most " + most + " characters"));
    } else if (!Text.isPrintable(text)) {
      broken.add(
          new BrokenRule(
              field, "printable", "must have printable characters only, and not just blanks"));
    } else {
      return true;
    }
    return false;
  }
}
