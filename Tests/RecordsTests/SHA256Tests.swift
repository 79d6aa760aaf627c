import Digests
import Testing

private let known = [
  ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
  ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
  (
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
  ),
]

/// The examples of FIPS 180-4, whole and in parts.
@Test(arguments: known) func digestsOfKnownMessages(_ text: String, _ digest: String) {
  #expect(sha256(text) == digest)
  #expect(sha256(Array(text.utf8)) == digest)
  for cut in 0...text.count {
    let hash = SHA256()
    hash.update(String(text.prefix(cut)))
    Array(text.utf8.dropFirst(cut)).withUnsafeBytes(hash.update)
    #expect(hash.finish() == digest)
  }
}
