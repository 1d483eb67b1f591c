package dev.tarn.engine.validate;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.parse.Positions;
import dev.tarn.engine.parse.Properties;
import dev.tarn.engine.physical.FileSource.Format;
import dev.tarn.engine.schema.Relations;
import dev.tarn.engine.statement.FileInput;
import dev.tarn.engine.statement.Property;

import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Locale;

/// Functions in FROM that read files outside any table, as DuckDB has them: `read_csv('path or
/// glob', header => true)`, also within `TABLE(…)`. Files are listed and their columns inferred
/// here, once for each call.
final class FileFunctions {
    private FileFunctions() {}

    /// The files that `call` reads, under a name in `relations`; null if it is no such function.
    static @Nullable SqlIdentifier table(SqlCall call, Relations relations) {
        if (!(call.operand(0) instanceof SqlBasicCall function)) {
            return null;
        }
        String name = name(function);
        Format format = format(name);
        if (format == null) {
            return null;
        }
        SqlParserPos position = function.getParserPosition();
        FileInput input = input(name, format, function);
        return new SqlIdentifier(relations.addFiles(name, input), position);
    }

    /// What a call is called by where the query gives it no name.
    static String name(SqlCall function) {
        return function.getOperator().getName().toLowerCase(Locale.ROOT);
    }

    private static @Nullable Format format(String function) {
        return switch (function) {
            case "read_csv", "read_csv_auto" -> Format.CSV;
            case "read_json", "read_ndjson", "read_json_auto" -> Format.JSON;
            case "read_parquet" -> Format.PARQUET;
            case "read_orc" -> Format.ORC;
            case "read_avro" -> Format.AVRO;
            default -> null;
        };
    }

    private static FileInput input(String name, Format format, SqlBasicCall function) {
        Properties files = new Properties();
        Properties options = new Properties();
        for (SqlNode argument : function.getOperandList()) {
            if (argument.getKind() == SqlKind.ARGUMENT_ASSIGNMENT) {
                SqlCall named = (SqlCall) argument;
                options.add(named.operand(1), named.operand(0));
            } else {
                files.add("files", argument);
            }
        }
        List<Property> paths = files.list();
        if (paths.size() != 1 || paths.getFirst().values().size() != 1) {
            throw Positions.error(
                    ErrorCode.INVALID_FUNCTION_ARGUMENT,
                    "%s takes one path or glob as text, and options as name => value"
                            .formatted(name),
                    function);
        }
        return new FileInput(
                paths.getFirst().value(), format, options.list(), Positions.of(function));
    }
}
