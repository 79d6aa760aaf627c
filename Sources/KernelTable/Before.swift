/// What becomes of the values that a product finds in its place.
public enum Before: Sendable {
  /// They are replaced.
  case replaced
  /// The product's are summed apart, and added.
  case added
  /// The product's chains of multiply–adds begin with them, as if its depth were what is left of a longer one.
  case continued
}
