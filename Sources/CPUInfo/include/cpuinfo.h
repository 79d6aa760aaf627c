#ifndef CPUINFO_H
#define CPUINFO_H
#include <stdbool.h>

/// True where the processor and the operating system run AVX2 and FMA code (x86-64-v3).
bool cpu_runs_x86_64_v3(void);

#endif
