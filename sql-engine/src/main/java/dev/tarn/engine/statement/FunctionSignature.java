package dev.tarn.engine.statement;

import dev.tarn.columnar.DataType;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.stream.Collectors;

/// What an overload of a function takes and gives: a value of `returnType`, or where `table` is
/// true rows, whose columns are the fields of `returnType`.
public record FunctionSignature(boolean table, List<Parameter> parameters, DataType returnType) {
    public FunctionSignature {
        parameters = List.copyOf(parameters);
    }

    /// A parameter; `comment` is null where it has none.
    public record Parameter(String name, DataType type, @Nullable String comment) {}

    /// The types of the parameters.
    public List<DataType> types() {
        return parameters.stream().map(Parameter::type).toList();
    }

    /// Types of arguments in parentheses, such as `(bigint, varchar)`.
    public static String list(List<DataType> types) {
        return types.stream().map(DataType::toString).collect(Collectors.joining(", ", "(", ")"));
    }

    /// How it is called and what comes of that, such as `(x bigint) → varchar`.
    @Override
    public String toString() {
        return parameters.stream()
                .map(parameter -> parameter.name() + " " + parameter.type())
                .collect(Collectors.joining(", ", "(", ") → " + (table ? "table" : returnType)));
    }
}
