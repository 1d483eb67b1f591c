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

    /// A deterministic function that never fails and gives null for any null.
    public static ScalarFunction of(
            String name, List<DataType> parameterTypes, DataType resultType, Kernel kernel) {
        return new ScalarFunction(
                name, parameterTypes, resultType, NullPolicy.NULL_IF_ANY_NULL, true, false, kernel);
    }

    /// The same function, which some arguments make fail.
    public ScalarFunction failing() {
        return new ScalarFunction(
                name, parameterTypes, resultType, nullPolicy, deterministic, true, kernel);
    }

    /// The same function, whose kernel sees nulls.
    public ScalarFunction seeingNulls() {
        return new ScalarFunction(
                name,
                parameterTypes,
                resultType,
                NullPolicy.SEES_NULLS,
                deterministic,
                fallible,
                kernel);
    }

    /// The same function, which may give another result for the same arguments.
    public ScalarFunction varying() {
        return new ScalarFunction(
                name, parameterTypes, resultType, nullPolicy, false, fallible, kernel);
    }

    /// The loop behind a function. Arguments come in any encoding, with the declared types; the
    /// result's type is the declared one, and its length the rows' count. Stateless and
    /// thread-safe.
    ///
    /// Of a fallible NULL_IF_ANY_NULL function only rows without a null argument are asked for. The
    /// validity that such a kernel gives is joined with the arguments'.
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
