package dev.tarn.engine.function;

/// What a function does with null arguments.
public enum NullPolicy {
    /// A null argument makes a null result; the evaluator sees to it that kernels need not look,
    /// beyond never failing on the unspecified value that stands under a null.
    NULL_IF_ANY_NULL,
    /// The kernel sees nulls and decides.
    SEES_NULLS
}
