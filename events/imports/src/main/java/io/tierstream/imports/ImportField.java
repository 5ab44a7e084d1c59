package io.tierstream.imports;

/**
 * What a column of a file can be.
 *
 * @param name what callers call it, such as {@code customerId}
 * @param required whether a file must have the column and each row a value in it
 * @param words what reasons call it, such as {@code unit price} in <i>unit price not an amount</i>
 * @param one what a row without it lacks, such as {@code a customer} in <i>without a customer</i>
 */
public record ImportField(String name, boolean required, String words, String one) {

  /** A field that must be there, called by its name. */
  public static ImportField required(String name) {
    return required(name, name, ("aeiou".indexOf(name.charAt(0)) < 0 ? "a " : "an ") + name);
  }

  /** A field that must be there. */
  public static ImportField required(String name, String words, String one) {
    return new ImportField(name, true, words, one);
  }

  /** A field that may be missing, called by its name. */
  public static ImportField optional(String name) {
    return optional(name, name);
  }

  /** A field that may be missing. */
  public static ImportField optional(String name, String words) {
    return new ImportField(name, false, words, words);
  }
}
