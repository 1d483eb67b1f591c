package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// All scalar functions of one SQL name some of whose arguments are lambdas.
///
/// For `bind`, the type of a lambda is that of what it gives. Kernels of its functions are
/// [LambdaKernel]s.
public interface LambdaFamily extends ScalarFamily {

    /// The types of the parameters of the argument that comes after arguments of the types
    /// `before`, if that is a lambda; null if it is none, or none is known for such types.
    ///
    /// @param result what the lambda gives with the parameters first named; null to ask for those.
    ///   Where the parameters must hold it too, wider ones may be the answer
    @Nullable List<DataType> parameters(List<DataType> before, @Nullable DataType result);
}
