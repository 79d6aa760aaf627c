/// The sum of numbers as if it were computed exactly and rounded once (Shewchuk 1997: partial sums that do not overlap).
/// Finite numbers whose sums stay finite.
public func exactSum(_ numbers: some Sequence<Double>) -> Double {
  var partials: [Double] = []
  for number in numbers {
    var rest = number
    var kept: [Double] = []
    for partial in partials {
      let (large, small) =
        abs(rest) < abs(partial) ? (partial, rest) : (rest, partial)
      let sum = large + small
      let error = small - (sum - large)
      if error != 0 { kept.append(error) }
      rest = sum
    }
    partials = kept + [rest]
  }
  // From the largest down, each partial is below half a digit of the one before.
  return partials.reversed().reduce(0, +)
}
