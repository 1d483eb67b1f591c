package dev.tarn.engine.schema;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;
import dev.tarn.engine.schema.Catalogs.TableName;
import dev.tarn.engine.statement.FunctionDefinition;
import dev.tarn.engine.statement.FunctionSignature;

import java.util.ArrayList;
import java.util.List;

/// A function that a catalog keeps, with all its overloads.
///
/// @param place spelled as the catalog spells it
/// @param metadata what the catalog keeps of it
public record StoredFunction(
        TableName place, String metadata, List<FunctionDefinition> definitions) {
    public StoredFunction {
        definitions = List.copyOf(definitions);
    }

    /// The catalog and namespace that names in its bodies are in.
    public List<String> prefix() {
        List<String> names = new ArrayList<>();
        names.add(place.catalog().name());
        names.addAll(List.of(place.identifier().namespace().levels()));
        return names;
    }

    /// The body of one of the overloads.
    ///
    /// @throws SqlException NOT_SUPPORTED if it has none in our dialect
    public String body(FunctionDefinition definition) {
        String sql = definition.sql();
        if (sql == null) {
            throw new SqlException(
                    ErrorCode.NOT_SUPPORTED,
                    "Function %s%s has no body of the dialect %s"
                            .formatted(
                                    place,
                                    FunctionSignature.list(definition.signature().types()),
                                    FunctionMetadata.DIALECT));
        }
        return sql;
    }

    /// How overloads are called, for messages.
    public String usage() {
        return String.join(
                "; ", definitions.stream().map(one -> place + one.signature().toString()).toList());
    }

    @Override
    public String toString() {
        return place.toString();
    }
}
