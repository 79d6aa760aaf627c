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
  let coupled = V(repeating: rule.decoupled ? 0 : rule.decay)
  let shrink = V(repeating: rule.decoupled ? 1 - rule.rate * rule.decay : 1)
  let b1 = V(repeating: rule.beta1)
  let b2 = V(repeating: rule.beta2)
  let step = V(repeating: -rule.rate / rule.correction1)
  let root = V(repeating: 1 / rule.rootCorrection2)
  let epsilon = V(repeating: rule.epsilon)
  var i = 0
  while i < count {
    let lanes = min(8, count &- i)
    var (p, g, m, v) = (V.zero, V.zero, V.zero, V.zero)
    if lanes == 8 {
      (p, g, m, v) = (load(values + i), load(gradient + i), load(first + i), load(second + i))
    } else {
      for lane in 0..<lanes {
        p[lane] = values[i &+ lane]
        g[lane] = gradient[i &+ lane]
        m[lane] = first[i &+ lane]
        v[lane] = second[i &+ lane]
      }
    }
    g = fma(coupled, p, g)
    m = fma(b1, m, (1 - b1) * g)
    v = fma(b2, v, (1 - b2) * g * g)
    p = fma(step, m / fma(v.squareRoot(), root, epsilon), shrink * p)
    if lanes == 8 {
      store(p, values + i)
      store(m, first + i)
      store(v, second + i)
    } else {
      for lane in 0..<lanes {
        values[i &+ lane] = p[lane]
        first[i &+ lane] = m[lane]
        second[i &+ lane] = v[lane]
      }
    }
    i &+= 8
  }
}
