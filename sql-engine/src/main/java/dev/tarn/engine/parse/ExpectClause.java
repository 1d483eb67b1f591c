package dev.tarn.engine.parse;

import org.apache.calcite.sql.SqlIdentifier;

/// `EXPECT name (condition) ON VIOLATION policy`, as the text has it.
public record ExpectClause(SqlIdentifier name, String condition, String policy) {}
