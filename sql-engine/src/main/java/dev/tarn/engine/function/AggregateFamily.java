package dev.tarn.engine.function;

import dev.tarn.columnar.DataType;

import java.util.List;
import java.util.Optional;

/// All aggregate functions of one SQL name; see [ScalarFamily] for binding.
public interface AggregateFamily {

    String name();

    int minArguments();

    int maxArguments();

    Optional<AggregateFunction> bind(List<DataType> argumentTypes);

    String usage();
}
