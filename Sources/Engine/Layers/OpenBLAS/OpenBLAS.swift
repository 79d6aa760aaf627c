import COpenBLAS

/// The library as this process has loaded it.
public enum OpenBLAS {
  /// `0.3.21`
  public static let version: String = {
    // `OpenBLAS 0.3.21 DYNAMIC_ARCH …`
    let words = String(cString: openblas_get_config()).split(separator: " ")
    return words.count > 1 && words[0] == "OpenBLAS" ? String(words[1]) : "of unknown version"
  }()

  /// Its name of the kernels that it chose for this processor: `Haswell`.
  public static let core = String(cString: openblas_get_corename())

  /// Two of one name give the same bits.
  public static var name: String { "OpenBLAS \(version) \(core)" }

  /// Products run on the thread that calls them: sums over threads of the library's own would depend on their number.
  static func useOneThread() { _ = oneThread }
  private static let oneThread: Void = openblas_set_num_threads(1)
}
