package dev.tarn.engine.validate;

import dev.tarn.engine.parse.Grammar;

import org.apache.calcite.sql.SqlAggFunction;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlFunctionCategory;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlOperator;
import org.apache.calcite.sql.fun.SqlStdOperatorTable;
import org.apache.calcite.sql.type.OperandTypes;
import org.apache.calcite.sql.type.ReturnTypes;
import org.apache.calcite.sql.type.SqlOperandTypeChecker;
import org.apache.calcite.sql.type.SqlReturnTypeInference;
import org.apache.calcite.sql.type.SqlTypeName;
import org.apache.calcite.sql.type.SqlTypeTransforms;
import org.apache.calcite.util.Optionality;

import java.util.List;

/// The functions that are only called with OVER, and what marks frames of GROUPS. Ranks need no
/// ORDER BY (all rows are peers then), and types are Trino's: BIGINT for what counts, DOUBLE for
/// shares.
final class WindowOperators {
    private static final SqlReturnTypeInference COUNT = ReturnTypes.explicit(SqlTypeName.BIGINT);
    private static final SqlReturnTypeInference SHARE = ReturnTypes.explicit(SqlTypeName.DOUBLE);

    static final List<SqlOperator> ALL =
            List.of(
                    new Ranking(SqlKind.ROW_NUMBER, COUNT, OperandTypes.NILADIC),
                    new Ranking(SqlKind.RANK, COUNT, OperandTypes.NILADIC),
                    new Ranking(SqlKind.DENSE_RANK, COUNT, OperandTypes.NILADIC),
                    new Ranking(SqlKind.PERCENT_RANK, SHARE, OperandTypes.NILADIC),
                    new Ranking(SqlKind.CUME_DIST, SHARE, OperandTypes.NILADIC),
                    new Ranking(
                            SqlKind.NTILE,
                            COUNT.andThen(SqlTypeTransforms.FORCE_NULLABLE),
                            OperandTypes.INTEGER),
                    SqlStdOperatorTable.LEAD,
                    SqlStdOperatorTable.LAG,
                    new Pick(SqlKind.FIRST_VALUE, OperandTypes.ANY),
                    new Pick(SqlKind.LAST_VALUE, OperandTypes.ANY),
                    new Pick(SqlKind.NTH_VALUE, OperandTypes.ANY_NUMERIC),
                    new SqlFunction(
                            Grammar.GROUPS,
                            SqlKind.OTHER_FUNCTION,
                            ReturnTypes.ARG0,
                            null,
                            OperandTypes.INTEGER,
                            SqlFunctionCategory.SYSTEM));

    private WindowOperators() {}

    /// A function that ignores the frame.
    private static final class Ranking extends SqlAggFunction {
        Ranking(SqlKind kind, SqlReturnTypeInference type, SqlOperandTypeChecker operands) {
            super(
                    kind.name(),
                    null,
                    kind,
                    type,
                    null,
                    operands,
                    SqlFunctionCategory.NUMERIC,
                    false,
                    true,
                    Optionality.FORBIDDEN);
        }

        @Override
        public boolean allowsFraming() {
            return false;
        }
    }

    /// A value of a row of the frame, which may not be there: Calcite takes some for not null.
    private static final class Pick extends SqlAggFunction {
        Pick(SqlKind kind, SqlOperandTypeChecker operands) {
            super(
                    kind.name(),
                    null,
                    kind,
                    ReturnTypes.ARG0_FORCE_NULLABLE,
                    null,
                    operands,
                    SqlFunctionCategory.NUMERIC,
                    false,
                    true,
                    Optionality.FORBIDDEN);
        }

        @Override
        public boolean allowsNullTreatment() {
            return true;
        }
    }
}
