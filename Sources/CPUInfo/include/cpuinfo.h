#ifndef CPUINFO_H
#define CPUINFO_H
#include <stdbool.h>

/// True where the processor and the operating system run AVX2 and FMA code (x86-64-v3).
bool cpu_runs_x86_64_v3(void);

/// True where they also run AVX-512 F, BW, CD, DQ and VL (x86-64-v4).
bool cpu_runs_x86_64_v4(void);

#endif
