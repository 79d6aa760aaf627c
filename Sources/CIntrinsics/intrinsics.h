#ifndef CINTRINSICS_H
#define CINTRINSICS_H

/// Asks for the line of memory around `place` in the second-level cache. Any address may be named: none is read.
static inline __attribute__((always_inline)) void prefetch(const void *_Nonnull place) {
  __builtin_prefetch(place, 0, 2);
}

/// The same in the first-level cache.
static inline __attribute__((always_inline)) void prefetchNear(const void *_Nonnull place) {
  __builtin_prefetch(place, 0, 3);
}

typedef float Floats8 __attribute__((ext_vector_type(8)));
typedef float Floats16 __attribute__((ext_vector_type(16)));
typedef double Doubles8 __attribute__((ext_vector_type(8)));

/// Square roots of all lanes at once; the standard library's go lane by lane, each with a test for negative numbers.
static inline __attribute__((always_inline)) Floats8 squareRoots8(Floats8 x) {
  return __builtin_elementwise_sqrt(x);
}

static inline __attribute__((always_inline)) Floats16 squareRoots16(Floats16 x) {
  return __builtin_elementwise_sqrt(x);
}

/// sum + a b in double precision, lane by lane. The product of two floats is exact in a double, so that a fused
/// multiply–add and two separate operations give the same bits.
static inline __attribute__((always_inline)) Doubles8 addingProducts8(Doubles8 sum, Floats8 a,
                                                                       Floats8 b) {
  return sum + __builtin_convertvector(a, Doubles8) * __builtin_convertvector(b, Doubles8);
}

#endif
