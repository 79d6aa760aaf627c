#ifndef CPREFETCH_H
#define CPREFETCH_H

/// Asks for the line of memory around `place` in the second-level cache. Any address may be named: none is read.
static inline __attribute__((always_inline)) void prefetch(const void *_Nonnull place) {
  __builtin_prefetch(place, 0, 2);
}

/// The same in the first-level cache.
static inline __attribute__((always_inline)) void prefetchNear(const void *_Nonnull place) {
  __builtin_prefetch(place, 0, 3);
}

#endif
