/// Changes a training frame and its targets together.
public protocol Augmentation: Configurable {}
