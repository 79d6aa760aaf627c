public enum KernelTableVersion {}
