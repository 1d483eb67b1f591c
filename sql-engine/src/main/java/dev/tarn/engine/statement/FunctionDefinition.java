package dev.tarn.engine.statement;

import org.jspecify.annotations.Nullable;

/// One overload of a function.
///
/// @param deterministic whether the same arguments give the same value within one query
/// @param nullOnNull whether it is NULL where an argument is, whatever its body says
/// @param sql its body, an expression or a query; null where none is of our dialect
public record FunctionDefinition(
        FunctionSignature signature,
        boolean deterministic,
        boolean nullOnNull,
        @Nullable String comment,
        @Nullable String sql) {}
