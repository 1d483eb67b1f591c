package dev.tarn.engine.parse;

import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;

/// Marks inside a snapshot clause whether its value is a version or a point in time. Gone before
/// validation, which only sees table names.
public final class AsOf {
    public static final SqlFunction VERSION = marker("AS_OF_VERSION");
    public static final SqlFunction TIMESTAMP = marker("AS_OF_TIMESTAMP");

    private AsOf() {}

    private static SqlFunction marker(String name) {
        return new SqlFunction(
                name,
                SqlKind.OTHER_FUNCTION,
                ReturnTypes.ARG0,
                null,
                OperandTypes.ANY,
                SqlFunctionCategory.SYSTEM);
    }
}
