import KernelTable

func sgd(_ count: Int, _ rule: SGDRule, _ gradient: Input, _ momentum: Output, _ values: Output) {
  let decay = V(repeating: rule.decay)
  let keep = V(repeating: rule.momentum)
  let step = V(repeating: -rule.rate)
  var i = 0
  while i &+ 8 <= count {
    let p = load(values + i)
    let g = fma(decay, p, load(gradient + i))
    let v = fma(keep, load(momentum + i), g)
    store(v, momentum + i)
    store(fma(step, rule.nesterov ? fma(keep, v, g) : v, p), values + i)
    i &+= 8
  }
  while i < count {
    let g = gradient[i] + rule.decay * values[i]
    let v = rule.momentum * momentum[i] + g
    momentum[i] = v
    values[i] -= rule.rate * (rule.nesterov ? g + rule.momentum * v : v)
    i &+= 1
  }
}

func adam(
  _ count: Int, _ rule: AdamRule, _ gradient: Input, _ first: Output, _ second: Output,
  _ values: Output
) {
  let coupled = rule.decoupled ? 0 : rule.decay
  let shrink = rule.decoupled ? 1 - rule.rate * rule.decay : 1
  let step = -rule.rate / rule.correction1
  let root = 1 / rule.rootCorrection2
  @inline(__always) func update<T: Lanes>(_: T.Type, _ i: Int) {
    let p = T.load(values + i)
    let g = T.fused(T(repeating: coupled), p, T.load(gradient + i))
    let m = T.fused(
      T(repeating: rule.beta1), T.load(first + i), T(repeating: 1 - rule.beta1) * g)
    let v = T.fused(
      T(repeating: rule.beta2), T.load(second + i), T(repeating: 1 - rule.beta2) * g * g)
    let size = T.fused(v.root(), T(repeating: root), T(repeating: rule.epsilon))
    T.fused(T(repeating: step), m / size, T(repeating: shrink) * p).store(values + i)
    m.store(first + i)
    v.store(second + i)
  }
  forEachGroup(count) { i in
    update(Wide.self, i)
  } narrow: { i in
    update(V.self, i)
  } single: { i in
    update(Float.self, i)
  }
}
