package dev.tarn.engine.parse;

import dev.tarn.engine.ErrorCode;
import dev.tarn.engine.statement.TableChange;
import dev.tarn.engine.statement.TableChange.Reference;
import dev.tarn.engine.statement.TableChange.ReferenceKind;

import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNumericLiteral;
import org.apache.calcite.sql.parser.SqlParserPos;
import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// The clauses of ALTER TABLE … CREATE | REPLACE BRANCH | TAG, in the syntax of Iceberg's
/// extensions to Spark.
public final class ReferenceClauses {
    public static final long MINUTE_MILLIS = 60_000;
    public static final long HOUR_MILLIS = 60 * MINUTE_MILLIS;
    public static final long DAY_MILLIS = 24 * HOUR_MILLIS;

    private ReferenceKind kind = ReferenceKind.BRANCH;
    private boolean create;
    private boolean replace;
    private @Nullable SqlParserPos ifNotExists;
    private @Nullable Long snapshotId;
    private @Nullable Long maxAgeMillis;
    private @Nullable Integer minSnapshots;
    private @Nullable Long maxSnapshotAgeMillis;
    private @Nullable SqlNode snapshotRetention;

    public void create() {
        create = true;
    }

    public void replace() {
        replace = true;
    }

    public void tag() {
        kind = ReferenceKind.TAG;
    }

    public void ifNotExists(SqlParserPos position) {
        ifNotExists = position;
    }

    public void snapshot(SqlNode number) {
        snapshotId = atMost(number, BigDecimal.valueOf(Long.MAX_VALUE), 0);
    }

    public void retain(SqlNode number, long unitMillis) {
        maxAgeMillis = millis(number, unitMillis);
    }

    public void keepSnapshots(SqlNode number) {
        snapshotRetention = number;
        minSnapshots = (int) atMost(number, BigDecimal.valueOf(Integer.MAX_VALUE), 1);
    }

    public void keepSnapshotsFor(SqlNode number, long unitMillis) {
        snapshotRetention = number;
        maxSnapshotAgeMillis = millis(number, unitMillis);
    }

    private static long millis(SqlNode number, long unitMillis) {
        return atMost(number, BigDecimal.valueOf(Long.MAX_VALUE / unitMillis), 1) * unitMillis;
    }

    private static long atMost(SqlNode literal, BigDecimal most, long least) {
        BigDecimal value = ((SqlNumericLiteral) literal).getValueAs(BigDecimal.class);
        boolean whole = value.stripTrailingZeros().scale() <= 0;
        if (!whole || value.compareTo(most) > 0 || value.compareTo(BigDecimal.valueOf(least)) < 0) {
            throw Positions.error(
                    ErrorCode.INVALID_ARGUMENTS,
                    "A whole number from %d to %s is wanted here, not %s"
                            .formatted(least, most.toPlainString(), literal),
                    literal);
        }
        return value.longValueExact();
    }

    /// The change of what is called `name`.
    public TableChange change(SqlIdentifier name) {
        if (ifNotExists != null && replace) {
            throw Grammar.refused(
                    ErrorCode.SYNTAX_ERROR, "REPLACE takes no IF NOT EXISTS", ifNotExists);
        }
        if (snapshotRetention != null && kind == ReferenceKind.TAG) {
            throw Positions.error(
                    ErrorCode.SYNTAX_ERROR,
                    "A tag is one snapshot: SNAPSHOT RETENTION is for branches, RETAIN for both",
                    snapshotRetention);
        }
        Reference reference =
                new Reference(
                        kind,
                        Grammar.name(name),
                        snapshotId,
                        maxAgeMillis,
                        minSnapshots,
                        maxSnapshotAgeMillis);
        return new TableChange.PutReference(reference, create, replace, ifNotExists != null);
    }

    public static TableChange drop(boolean tag, SqlIdentifier name, boolean ifExists) {
        ReferenceKind kind = tag ? ReferenceKind.TAG : ReferenceKind.BRANCH;
        return new TableChange.DropReference(kind, Grammar.name(name), ifExists);
    }
}
