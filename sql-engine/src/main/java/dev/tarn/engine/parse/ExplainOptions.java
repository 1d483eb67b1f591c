package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.SqlException;

import org.apache.calcite.sql.SqlIdentifier;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// What stands in the parentheses of EXPLAIN, with Trino's words.
///
/// All runs in one process, so that LOGICAL and DISTRIBUTED ask for the same plan.
record ExplainOptions(Syntax.Explained what, boolean json) {
    private static final Set<String> TYPES = Set.of("LOGICAL", "DISTRIBUTED", "VALIDATE", "IO");
    private static final String ACCEPTED =
            "accepted are TYPE LOGICAL, DISTRIBUTED, VALIDATE or IO, and FORMAT TEXT or JSON";

    /// @param options each an option's name and its value
    static ExplainOptions read(List<SqlIdentifier> options) {
        Map<String, String> values = new HashMap<>();
        for (SqlIdentifier option : options) {
            String value = option.names.get(1).toUpperCase(Locale.ROOT);
            if (values.put(option.names.get(0), value) != null) {
                throw refused(option, "is given twice");
            }
            if (!isAccepted(option.names.get(0), value)) {
                throw refused(option, "is not supported");
            }
        }
        Syntax.Explained what =
                switch (values.getOrDefault("TYPE", "LOGICAL")) {
                    case "VALIDATE" -> Syntax.Explained.VALIDITY;
                    case "IO" -> Syntax.Explained.IO;
                    default -> Syntax.Explained.PLAN;
                };
        return new ExplainOptions(what, "JSON".equals(values.get("FORMAT")));
    }

    Syntax.Explain of(Syntax statement, boolean analyze) {
        return new Syntax.Explain(statement, analyze, what, json);
    }

    private static boolean isAccepted(String name, String value) {
        return name.equals("TYPE")
                ? TYPES.contains(value)
                : value.equals("TEXT") || value.equals("JSON");
    }

    private static SqlException refused(SqlIdentifier option, String why) {
        return new SqlException(
                ErrorCode.NOT_SUPPORTED,
                "EXPLAIN's %s %s %s; %s"
                        .formatted(
                                option.names.get(0),
                                option.names.get(1).toUpperCase(Locale.ROOT),
                                why,
                                ACCEPTED),
                Positions.of(option.getParserPosition()),
                null);
    }
}
