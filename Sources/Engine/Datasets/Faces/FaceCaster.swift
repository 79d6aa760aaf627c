/// Draws a look from labels. Labels act through hidden tendencies that have noise of their own, and every trait
/// follows several tendencies with more noise: so each label is a probabilistic function of many weak cues.
struct FaceCaster {
  /// How old the face looks, years.
  let looks: Float
  /// 0 newborn … 1 grown up.
  let grown: Float
  /// −1 … 1, near 0 in children.
  let feminine: Float
  let isFemale: Bool
  /// Shares of the four kinds of looks that `race` names, in its order.
  let descent: SIMD4<Float>
  var random: RandomStream

  init(_ labels: FaceLabels, _ stream: RandomStream) {
    random = stream.stream("tendencies")
    let age = Float(labels.age)
    looks = max(0, age + random.bell() * (0.6 + 0.09 * age + (age > 15 ? 1.5 : 0)))
    grown = Self.growth(looks)
    isFemale = labels.isFemale
    let leaning = (labels.isFemale ? 1 : -1) * (0.8 + 0.36 * random.bell())
    feminine = clamp(leaning, -1.4, 1.4) * lerp(0.3, 1, smoothStep(7, 19, looks))
    descent = Self.descent(labels.race, &random)
  }

  /// Quicker in the first years, done at 20.
  private static func growth(_ years: Float) -> Float {
    let t = clamp(years / 20, 0, 1)
    return 1 - (1 - t) * (1 - 0.5 * t)
  }

  private static func descent(_ race: FaceLabels.Race, _ random: inout RandomStream) -> SIMD4<Float>
  {
    var shares = SIMD4<Float>()
    if race == .other {
      for kind in 0..<4 { shares[kind] = random.float(0, 1) * random.float(0, 1) + 0.08 }
    } else {
      let away = random.float(0, 1) * random.float(0, 1)
      shares[Int(race.rawValue)] = 1
      shares[random.index(below: 4)] += 0.7 * away
    }
    return shares / shares.sum()
  }

  /// A measure that differs between the four kinds, with noise of a standard deviation.
  mutating func mixed(_ w: Float, _ b: Float, _ a: Float, _ i: Float, _ spread: Float) -> Float {
    (descent * SIMD4(w, b, a, i)).sum() + spread * random.bell()
  }

  /// 0 before `from`, 1 after `to`, by an age that looks a little different for every trait.
  mutating func aged(_ from: Float, _ to: Float) -> Float {
    let own = looks + random.bell() * (1 + 0.1 * looks)
    return smoothStep(from, to, own)
  }

  mutating func look() -> FaceLook {
    var look = FaceLook()
    setHead(&look)
    setSkin(&look)
    setEyes(&look)
    setMouth(&look)
    setHair(&look)
    setBrows(&look)
    setBeard(&look)
    setMakeUp(&look)
    setWear(&look)
    return look
  }
}

extension RandomStream {
  /// Nearly normal, of mean 0 and standard deviation 1: a sum of four uniform numbers, the same on every machine.
  mutating func bell() -> Float {
    Float((uniform() + uniform() + uniform() + uniform() - 2) * 1.7320508075688772)
  }
}
