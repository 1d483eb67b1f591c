package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;
import dev.tarn.columnar.Vector;

import java.util.List;

/// A scalar function chosen for given argument types.
///
/// `deterministic`: same arguments, same result, within a query and across. `fallible`: some
/// arguments make it throw, so it may only be computed for rows that are really needed, never for
/// whole dictionaries. Two are equal if name and types are.
public record ScalarFunction(
        String name,
        List<DataType> parameterTypes,
        DataType resultType,
        NullPolicy nullPolicy,
        boolean deterministic,
        boolean fallible,
        Kernel kernel) {
    public ScalarFunction {
        parameterTypes = List.copyOf(parameterTypes);
    }

    /// The loop behind a function. Arguments come in any encoding, with the declared types; the
    /// result's type is the declared one, and its length the rows' count. Stateless and
    /// thread-safe.
    @FunctionalInterface
    public interface Kernel {
        Vector apply(List<Vector> arguments, Rows rows, FunctionContext context);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ScalarFunction that
                && name.equals(that.name)
                && parameterTypes.equals(that.parameterTypes)
                && resultType.equals(that.resultType);
    }

    @Override
    public int hashCode() {
        return name.hashCode() * 31 + parameterTypes.hashCode();
    }

    @Override
    public String toString() {
        return name;
    }
}
