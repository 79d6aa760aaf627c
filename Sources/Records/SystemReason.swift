import Foundation

extension Error {
  /// What the system said, in its own few words. Foundation puts them into sentences of its own, with names and stops, that do not
  /// go into others.
  public var systemReason: String {
    let error = self as NSError
    let cause = (error.userInfo[NSUnderlyingErrorKey] as? any Error).map { $0 as NSError }
    for found in [cause, error].compactMap({ $0 }) where found.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(found.code)))
    }
    guard self is CocoaError else { return "\(self)" }
    return String(error.localizedDescription.drop { $0 == " " }.trimmingSuffix { $0 == "." })
  }
}

extension StringProtocol {
  fileprivate func trimmingSuffix(_ isLeftOut: (Character) -> Bool) -> SubSequence {
    var rest = self[...]
    while let last = rest.last, isLeftOut(last) { rest = rest.dropLast() }
    return rest
  }
}
